import type { NamedFile } from '../../../kernel/command.ts'
import type { TableColumn } from '../../../kernel/tables/table.ts'
import { tableFile, type TableFormat } from '../../../kernel/tables/table-file.ts'
import type { EvidenceItem } from '../model.ts'

/** Whose rows they are, in the words of the file's name. */
export interface EvidenceTitle {
  readonly agreement: string
  readonly month: string
  readonly figureId: string
  readonly label: string
  /** Zone of the terms, in which instants are told beside UTC. */
  readonly zone: string
}

/** The work items behind a figure as a table: one row each, as many as the figure says. */
export function evidenceFile(title: EvidenceTitle, rows: readonly EvidenceItem[], format: TableFormat): NamedFile {
  const { agreement, month, figureId } = title
  return tableFile({ name: `${agreement} ${month} ${figureId}`, columns: columnsIn(title.zone), rows }, format)
}

function columnsIn(zone: string): readonly TableColumn<EvidenceItem>[] {
  return [
    { head: 'item', cell: ({ reference }) => reference },
    { head: 'result', cell: ({ verdict }) => verdict },
    { head: 'clock started', zone, at: ({ startedAt }) => startedAt },
    { head: 'due', zone, at: ({ dueAt }) => dueAt },
    { head: 'clock stopped', zone, at: ({ stoppedAt }) => stoppedAt },
    { head: 'late by (open seconds)', cell: ({ lateByOpenMillis }) => secondsOf(lateByOpenMillis) },
    { head: 'charged', zone, at: ({ chargedAt }) => chargedAt },
    { head: 'excluded by', cell: ({ excludedBy }) => excludedBy?.event ?? null },
    { head: 'under clause', cell: ({ excludedBy }) => excludedBy?.clause ?? null },
    { head: 'work item id', cell: ({ workItemId }) => workItemId },
  ]
}

/** Milliseconds as seconds, exactly. */
function secondsOf(millis: number | null) {
  return millis === null ? null : { digits: BigInt(millis), scale: 3 }
}
