/** Where the constants of SHA-2 come from (FIPS 180-4): fractions of square and cube roots of the first primes. */

export function firstPrimes(howMany: number): readonly number[] {
  const found: number[] = []
  for (let number = 2; found.length < howMany; number += 1) {
    if (found.every((prime) => number % prime !== 0)) found.push(number)
  }
  return found
}

/** The first bits of the fraction of a number's root of the given degree, exact. */
export function fractionBits(number: number, degree: bigint, bits: bigint): bigint {
  return wholeRoot(BigInt(number) << (bits * degree), degree) & ((1n << bits) - 1n)
}

/** The largest whole number whose power of this degree is at most the value: Newton's method from above. */
function wholeRoot(value: bigint, degree: bigint): bigint {
  let root = 1n << (BigInt(value.toString(2).length) / degree + 1n)
  for (;;) {
    const next = ((degree - 1n) * root + value / root ** (degree - 1n)) / degree
    if (next >= root) return root
    root = next
  }
}
