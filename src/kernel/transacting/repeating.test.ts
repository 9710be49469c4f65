import { expect, test } from 'vitest'
import { repeated } from './repeating.ts'

const errorOf = (code: string) => Object.assign(new Error(code), { code })
const deadlock = errorOf('40P01')

/** Fails with these errors, one after the other, then succeeds. */
function failing(...errors: Error[]) {
  const run = { attempts: 0 }
  const transaction = () => {
    const error = errors[run.attempts]
    run.attempts += 1
    return error === undefined ? Promise.resolve('done') : Promise.reject(error)
  }
  return { run, transaction }
}

test('a transaction that lost a deadlock is run again and its caller hears nothing of it', async () => {
  const { run, transaction } = failing(deadlock, errorOf('40001'))
  expect(await repeated(transaction)).toBe('done')
  expect(run.attempts).toBe(3)
})

test('a transaction that loses again and again is given up', async () => {
  const { run, transaction } = failing(deadlock, deadlock, deadlock, deadlock)
  await expect(repeated(transaction)).rejects.toBe(deadlock)
  expect(run.attempts).toBe(3)
})

test('an error that another attempt would meet again is not repeated', async () => {
  const { run, transaction } = failing(errorOf('23505'))
  await expect(repeated(transaction)).rejects.toMatchObject({ code: '23505' })
  expect(run.attempts).toBe(1)
})
