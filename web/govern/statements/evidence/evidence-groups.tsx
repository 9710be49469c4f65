import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { statementEvidenceGroups } from '../../../../src/govern/statements/commands.ts'
import type { EvidenceGroup } from '../../../../src/govern/statements/model.ts'
import { asking } from '../../../lib/calling.ts'
import { useThisEngagement } from '../../../lib/engagement.ts'
import { count } from '../../../lib/formats.ts'
import { say, wordFor } from '../../../lib/words.ts'
import { FigureLink } from '../../../ui/links.tsx'
import { Table } from '../../../ui/table.tsx'

const route = getRouteApi('/e/$engagementId/govern/statement')

interface Props {
  readonly month: string
  readonly figureId: string
}

/** The items of a figure by queue, or by a fact that tells them apart: the groups add up to the figure. */
export function EvidenceGroups({ month, figureId }: Props) {
  const { engagementId } = useThisEngagement()
  const { by } = route.useSearch()
  const asked = { engagementId, month, figureId }
  const { data } = useQuery({ ...asking(statementEvidenceGroups, asked), placeholderData: keepPreviousData })
  const names = [...new Set(data?.rows.map((group) => group.by))]
  if (data === undefined || names.length === 0) return null
  const groups = data.rows.filter((group) => group.by === by)
  return (
    <>
      <p className="choices small">
        <span>{say('groups.by')}</span>
        {names.map((name) => (
          <GroupBy key={name} name={name} isChosen={name === by} />
        ))}
      </p>
      {groups.length === 0 ? null : <Groups groups={groups} total={data.count} />}
    </>
  )
}

/** Groups by a fact, or, where it is by that already, not any more. */
function GroupBy({ name, isChosen }: { readonly name: string; readonly isChosen: boolean }) {
  const { engagementId } = useThisEngagement()
  const { month, ev } = route.useSearch()
  return (
    <Link
      to="/e/$engagementId/govern/statement"
      params={{ engagementId }}
      search={{ month, ev, by: isChosen ? undefined : name }}
      resetScroll={false}
      aria-current={isChosen ? 'true' : undefined}
    >
      {wordFor('fact', name)}
    </Link>
  )
}

function Groups({ groups, total }: { readonly groups: readonly EvidenceGroup[]; readonly total: number }) {
  const { is, without } = route.useSearch()
  const most = Math.max(...groups.map((group) => group.count))
  return (
    <Table
      caption={say('groups.caption', { by: wordFor('fact', groups[0]?.by ?? '') })}
      rows={groups}
      keyOf={(group) => `${group.is === null ? 'without' : 'with'} ${group.is}`}
      isChosen={(group) => (group.is === null ? without === 'yes' : group.is === is)}
      columns={[
        { head: wordFor('fact', groups[0]?.by ?? ''), cell: (group) => group.is ?? say('groups.without') },
        { head: say('groups.items'), kind: 'number', cell: (group) => <GroupLink group={group} /> },
        { head: say('groups.share'), cell: (group) => <Share part={group.count} most={most} whole={total} /> },
      ]}
    />
  )
}

function GroupLink({ group }: { readonly group: EvidenceGroup }) {
  const { engagementId } = useThisEngagement()
  const { month, ev } = route.useSearch()
  const items = count(group.count)
  return (
    <FigureLink
      to="/e/$engagementId/govern/statement"
      params={{ engagementId }}
      search={{
        month,
        ev,
        by: group.by,
        is: group.is ?? undefined,
        without: group.is === null ? 'yes' : undefined,
      }}
      resetScroll={false}
      aria-label={say('groups.open', { name: group.is ?? say('groups.without'), items })}
    >
      {items}
    </FigureLink>
  )
}

/** A bar: how large a group is beside the largest. The number stands in the same row. */
function Share({ part, most, whole }: { readonly part: number; readonly most: number; readonly whole: number }) {
  return (
    <svg className="share" role="img" aria-label={say('groups.part', { part: count(part), whole: count(whole) })}>
      <rect x="0" y="4" width={`${(part / most) * 100}%`} height="6" />
    </svg>
  )
}
