import { z } from 'zod'
import type { Tx } from '../database/transaction.ts'
import { sql } from '../database/sql.ts'
import type { EpochMillis } from '../time/instant.ts'

export interface AnswerKey {
  readonly principalId: string
  readonly idempotencyKey: string
}

export interface KeptAnswer extends AnswerKey {
  readonly command: string
  readonly inputHash: Uint8Array
  readonly answer: Uint8Array
  readonly isSealed: boolean
  readonly answeredAt: EpochMillis
}

const Row = z.object({
  principal_id: z.string(),
  idempotency_key: z.string(),
  command: z.string(),
  input_hash: z.instanceof(Uint8Array),
  answer: z.instanceof(Uint8Array),
  is_sealed: z.boolean().optional(),
  answered_at: z.number(),
})

/**
 * Answers kept for these keys, of whichever were used before. One look into the index for each key, whatever the
 * planner believes of the table: while statistics are young it would rather read all answers of the engagement.
 */
export async function findAnswers(tx: Tx, engagementId: string, keys: readonly AnswerKey[]): Promise<KeptAnswer[]> {
  const rows = await tx.query(sql`
    select a.*
    from unnest(${keys.map((key) => key.principalId)}::uuid[], ${keys.map((key) => key.idempotencyKey)}::text[])
      as asked (principal_id, idempotency_key)
    cross join lateral (
      select c.principal_id, c.idempotency_key, c.command, c.input_hash, c.answer, c.is_sealed, c.answered_at
      from command_answer c
      where c.engagement_id = ${engagementId} and c.principal_id = asked.principal_id
        and c.idempotency_key = asked.idempotency_key limit 1) a`)
  return rows.map(answerOf)
}

/** Keeps answers; a key that was used meanwhile fails the transaction (`command_answer_pkey`). */
export function keepAnswers(tx: Tx, engagementId: string, answers: readonly KeptAnswer[]): void {
  tx.later(sql`
    insert into command_answer
      (engagement_id, principal_id, idempotency_key, command, input_hash, answer, is_sealed, answered_at)
    select ${engagementId}::uuid, * from unnest(
      ${answers.map((kept) => kept.principalId)}::uuid[], ${answers.map((kept) => kept.idempotencyKey)}::text[],
      ${answers.map((kept) => kept.command)}::text[], ${answers.map((kept) => kept.inputHash)}::bytea[],
      ${answers.map((kept) => kept.answer)}::bytea[], ${answers.map((kept) => kept.isSealed)}::boolean[],
      ${answers.map((kept) => kept.answeredAt)}::bigint[])`)
}

export async function findDirectoryAnswer(tx: Tx, key: AnswerKey): Promise<KeptAnswer | undefined> {
  const rows = await tx.query(sql`
    select principal_id, idempotency_key, command, input_hash, answer, answered_at from directory_answer
    where principal_id = ${key.principalId} and idempotency_key = ${key.idempotencyKey}`)
  return rows.map(answerOf)[0]
}

export function keepDirectoryAnswer(tx: Tx, kept: KeptAnswer): void {
  tx.later(sql`
    insert into directory_answer (principal_id, idempotency_key, command, input_hash, answer, answered_at)
    values (${kept.principalId}, ${kept.idempotencyKey}, ${kept.command}, ${kept.inputHash}, ${kept.answer},
      ${kept.answeredAt})`)
}

function answerOf(row: Record<string, unknown>): KeptAnswer {
  const parsed = Row.parse(row)
  return {
    principalId: parsed.principal_id,
    idempotencyKey: parsed.idempotency_key,
    command: parsed.command,
    inputHash: parsed.input_hash,
    answer: parsed.answer,
    isSealed: parsed.is_sealed ?? false,
    answeredAt: parsed.answered_at,
  }
}

/** Forgets kept answers that may hold what was erased. A retry of such a command after this runs it again. */
export function forgetSealedAnswers(tx: Tx, engagementId: string): void {
  tx.later(sql`delete from command_answer where engagement_id = ${engagementId} and is_sealed`)
}
