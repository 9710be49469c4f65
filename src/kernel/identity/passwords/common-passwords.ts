/**
 * The commonest passwords that are long enough to be asked about, in letters and digits: well-known ones, runs along
 * a keyboard, and short favourites said twice or with a year behind them.
 */
const keyboardRuns = [
  '1234567890123',
  '123456789012',
  '012345678901',
  '1234567890qwe',
  '123456789abc',
  '1234567890abc',
  '987654321098',
  '123123123123',
  '112233445566',
  'qwertyuiopas',
  'qwertyuiop12',
  'qwertyuiop123',
  'qwertyuiop1234567890',
  'qwertyuiopasdfghjkl',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwerty123456',
  'qwerty1234567',
  'qwerty12345678',
  'qwerty123456789',
  'asdfghjkl123',
  'asdfghjklqwerty',
  '1q2w3e4r5t6y',
  '1q2w3e4r5t6y7u8i9o0p',
  '1qaz2wsx3edc',
  '1qaz2wsx3edc4rfv',
  'qazwsxedcrfv',
  'zaq12wsxcde3',
  'a1b2c3d4e5f6',
  'abc123456789',
  'abcd12345678',
  'abcdefghijklmnopqrstuvwxyz',
]

const favourites = [
  'changeme',
  'counterpart',
  'dragon',
  'football',
  'iloveyou',
  'letmein',
  'liverpool',
  'master',
  'monkey',
  'passphrase',
  'passw0rd',
  'password',
  'princess',
  'qwerty',
  'secret',
  'sunshine',
  'superman',
  'trustno1',
  'welcome',
]

const endings = ['1', '12', '123', '1234', '12345', '123456', '1234567', '12345678', '123456789', '1234567890', '0000']
const years = Array.from({ length: 51 }, (_, index) => String(1980 + index))

const sentences = [
  'letmeinplease',
  'letmeinnow',
  'iloveyouforever',
  'correcthorsebatterystaple',
  'thisisapassword',
  'mypassword123',
  'administrator',
  'administrator1',
  'administrator123',
  'adminadminadmin',
  'testtesttest',
  'passwordpassword1',
]

export const commonPasswords: ReadonlySet<string> = new Set([
  ...keyboardRuns,
  ...favourites,
  ...favourites.flatMap((word) => [word + word, word + word + word]),
  ...favourites.flatMap((word) => [...endings, ...years].map((ending) => word + ending)),
  ...sentences,
])
