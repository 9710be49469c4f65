import { monthName } from '../../lib/formats.ts'
import { say, wordFor } from '../../lib/words.ts'
import { Choice } from '../../ui/field.tsx'

interface Props {
  readonly month: string
  readonly months: readonly { readonly month: string; readonly state: string }[]
  readonly onChoose: (month: string) => void
}

/** Which month is shown, among those there are; one that is asked for by its address is there as well. */
export function MonthPicker({ month, months, onChoose }: Props) {
  const isListed = months.some((one) => one.month === month)
  const all = isListed ? months : [{ month, state: '' }, ...months]
  return (
    <Choice
      label={say('month.choose')}
      value={month}
      onChoose={onChoose}
      choices={all.map((one) => ({
        value: one.month,
        text: one.state === '' ? monthName(one.month) : `${monthName(one.month)}, ${wordFor('month', one.state)}`,
      }))}
    />
  )
}
