import { commonPasswords } from './common-passwords.ts'

export const passwordLengthMin = 12
export const passwordLengthMax = 200

/** What a password must have besides the name and the address of its person, in letters and digits. */
const ownLeftMin = 6

export interface Owner {
  readonly name: string
  readonly email: string | null
}

/**
 * Says why a password will not do, or undefined where it does. There is a least length and no rule of composition: what
 * can be guessed at once is refused, which is what people choose most often, and who they are.
 */
export function whyUnfit(password: string, owner: Owner): string | undefined {
  if (Array.from(password).length < passwordLengthMin)
    return `has fewer than ${passwordLengthMin} characters; make it longer`
  const plain = lettersAndDigits(password)
  if (commonPasswords.has(plain) || isMonotonous(password)) {
    return 'is among the first that anybody would try; take several words that have nothing to do with each other'
  }
  if (withoutOwner(plain, owner).length < ownLeftMin) {
    return 'is little more than your own name or address; take words that have nothing to do with you'
  }
  return undefined
}

function withoutOwner(plain: string, { name, email }: Owner): string {
  const words = [name, ...name.split(/\s+/), email ?? '', ...(email ?? '').split(/[@.+_-]/)]
    .map(lettersAndDigits)
    .filter((word) => word.length >= 3)
    .toSorted((a, b) => b.length - a.length)
  return words.reduce((left, word) => left.replaceAll(word, ''), plain)
}

/** At most three different characters, or each one the neighbour of the one before, like `abcdefghijkl`. */
function isMonotonous(password: string): boolean {
  const codes = Array.from(password.toLowerCase(), (character) => character.codePointAt(0) ?? 0)
  if (new Set(codes).size <= 3) return true
  // After 9 comes 0.
  const steps = codes.slice(1).map((code, index) => (code - (codes[index] ?? 0) + 10) % 10)
  return new Set(steps).size === 1
}

function lettersAndDigits(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{Letter}\p{Number}]/gu, '')
}
