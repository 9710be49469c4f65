/** Names in the order of their code units: canonical JSON keeps no other order, so a statement may not either. */
export function inOrder<Value>(members: Readonly<Record<string, Value>>): [string, Value][] {
  return Object.entries(members).sort(([left], [right]) => (left < right ? -1 : 1))
}
