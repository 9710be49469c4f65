import { AmountError, quoted } from './money-error.ts'

// ISO 4217, list one (current currencies), by the number of decimals of the minor unit. Codes that were withdrawn
// after 2010 stay, because a record is read for years. Codes without a minor unit (XAU, XDR, XXX…) are not money here.
// The table is ours and not the machine's, so that every party computes with the same one.
const codesByDecimals: readonly (readonly [decimals: number, codes: string])[] = [
  [0, 'BIF BYR CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
  [
    2,
    'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF ' +
      'CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EEK EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD ' +
      'HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL LTL LVL MAD MDL MGA MKD MMK ' +
      'MNT MOP MRO MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB ' +
      'SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STD STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD ' +
      'USN UYU UZS VED VEF VES WST XCD XCG YER ZAR ZMK ZMW ZWG ZWL',
  ],
  [3, 'BHD IQD JOD KWD LYD OMR TND'],
  [4, 'CLF UYW'],
]

const decimalsByCode = new Map<string, number>()
for (const [decimals, codes] of codesByDecimals) {
  for (const code of codes.split(' ')) decimalsByCode.set(code, decimals)
}

/** Decimals of the currency's minor unit by ISO 4217: EUR 2, JPY 0, KWD 3. Throws AmountError for an unknown code. */
export function minorDigits(currency: string): number {
  const decimals = decimalsByCode.get(currency)
  if (decimals !== undefined) return decimals
  const mend = decimalsByCode.has(currency.toUpperCase())
    ? `write ${currency.toUpperCase()}`
    : 'write an ISO 4217 code in capitals, such as EUR'
  throw new AmountError(`${quoted(currency)} is not a currency code`, mend)
}
