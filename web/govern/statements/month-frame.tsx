import type { ReactNode } from 'react'
import type { UseQueryResult } from '@tanstack/react-query'
import type { MonthCard } from '../../../src/govern/statements/model.ts'
import { useThisEngagement } from '../../lib/engagement.ts'
import { monthName } from '../../lib/formats.ts'
import { useKeys, type Key } from '../../lib/keys.ts'
import { say } from '../../lib/words.ts'
import { Asked } from '../../ui/asked.tsx'
import { Page } from '../../ui/page.tsx'
import { PartyName } from '../../ui/party-name.tsx'
import { RecordFoot } from '../../kernel/record/record-foot.tsx'
import { monthKeys, useMonths } from './month.ts'
import { MonthPicker } from './month-picker.tsx'

interface ChosenProps {
  readonly what: string
  /** The month in the address. */
  readonly asked: string | undefined
  /** Which months the page can show; without it, all. */
  readonly shows?: (month: MonthCard) => boolean
  /** What stands there before the first such month. */
  readonly before: ReactNode
  readonly children: (month: string, months: readonly MonthCard[]) => ReactNode
}

/** Which month a page is about: the one in its address, otherwise the newest. */
export function ChosenMonth({ what, asked, shows, before, children }: ChosenProps) {
  const query = useMonths()
  return (
    <Asked query={query} what={what}>
      {({ rows }) => {
        const months = shows === undefined ? rows : rows.filter(shows)
        const month = asked ?? months[0]?.month
        return month === undefined ? before : children(month, months)
      }}
    </Asked>
  )
}

interface FrameProps<Data> {
  readonly month: string
  readonly months: readonly MonthCard[]
  readonly title: string
  readonly what: string
  readonly query: UseQueryResult<Data>
  readonly about: (data: Data) => ReactNode
  readonly go: (month: string) => void
  readonly keys?: readonly Key[]
  readonly actions?: (data: Data) => ReactNode
  readonly children: (data: Data) => ReactNode
}

/** A page about a month: its title, the month it shows and the way to others, what was asked, and the record's foot. */
export function MonthFrame<Data>(props: FrameProps<Data>) {
  const { month, months, title, what, query, about, go, keys = [], actions, children } = props
  const { data, isPlaceholderData } = query
  useKeys([...monthKeys(month, months, go), ...keys])
  return (
    <Page
      title={title}
      about={
        <>
          <PrintedHead />
          {data === undefined ? monthName(month) : about(data)}
        </>
      }
      actions={
        <>
          <MonthPicker month={month} months={months} onChoose={go} />
          {data === undefined || isPlaceholderData ? null : actions?.(data)}
          <button type="button" className="button" onClick={() => window.print()}>
            {say('month.print')}
          </button>
        </>
      }
    >
      <Asked query={query} what={what}>
        {children}
      </Asked>
      <RecordFoot />
    </Page>
  )
}

/** On paper there is no bar on top that says whose page it is. */
function PrintedHead() {
  const { name, client, provider } = useThisEngagement()
  return (
    <span className="on-paper">
      {name}. <PartyName party="client">{client.name}</PartyName> –{' '}
      <PartyName party="provider">{provider.name}</PartyName>.{' '}
    </span>
  )
}
