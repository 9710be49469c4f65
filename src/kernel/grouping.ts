/**
 * Groups concurrent calls without a wait timer: a lone call goes out at once; calls that arrive while one is in
 * flight are collected and go out together when it ends. Every caller gets its own answer or its own error.
 */
export interface Grouping<Call, Answer> {
  submit(key: string, call: Call): Promise<Answer>
}

interface Waiting<Call, Answer> {
  readonly call: Call
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: unknown) => void
}

/**
 * `flush` carries out one group of one key and must give an answer or an Error for each call, in order.
 * At most `groupSizeMax` calls go out together; groups of one key never overlap.
 */
export function grouping<Call, Answer>(
  flush: (key: string, calls: readonly Call[]) => Promise<readonly (Answer | Error)[]>,
  groupSizeMax: number,
): Grouping<Call, Answer> {
  const lanes = new Map<string, Waiting<Call, Answer>[]>()

  async function run(key: string, lane: Waiting<Call, Answer>[]): Promise<void> {
    while (lane.length > 0) {
      const group = lane.splice(0, groupSizeMax)
      await answerAll(
        group,
        flush(
          key,
          group.map((waiting) => waiting.call),
        ),
      )
    }
    lanes.delete(key)
  }

  return {
    submit: (key, call) =>
      new Promise<Answer>((resolve, reject) => {
        const lane = lanes.get(key)
        if (lane !== undefined) {
          lane.push({ call, resolve, reject })
          return
        }
        const opened = [{ call, resolve, reject }]
        lanes.set(key, opened)
        void run(key, opened)
      }),
  }
}

async function answerAll<Call, Answer>(
  group: readonly Waiting<Call, Answer>[],
  answers: Promise<readonly (Answer | Error)[]>,
): Promise<void> {
  try {
    const given = await answers
    group.forEach((waiting, index) => {
      const answer = given[index]
      if (answer instanceof Error) waiting.reject(answer)
      else if (index < given.length) waiting.resolve(answer as Answer)
      else waiting.reject(new Error(`A group of ${group.length} calls got ${given.length} answers.`))
    })
  } catch (error) {
    for (const waiting of group) waiting.reject(error)
  }
}
