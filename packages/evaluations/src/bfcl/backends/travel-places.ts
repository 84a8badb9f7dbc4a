/** Airports, the cities near them and rates of exchange. Data of BFCL's travel backend (Apache-2.0). */
export const AIRPORTS: readonly string[] =
  'RMS SBK MPC SVP SHD CDG LHR SSV OKD WLB PEK HND HKG CIA CRH ATV PHV GFD SFO LAX JFK ORD BOS'.split(' ')

export const NEAREST: Readonly<Record<string, string>> = {
  Rivermist: 'RMS',
  Stonebrook: 'SBK',
  Maplecrest: 'MPC',
  Silverpine: 'SVP',
  Shadowridge: 'SHD',
  London: 'LHR',
  Paris: 'CDG',
  'Sunset Valley': 'SSV',
  Oakendale: 'OKD',
  Willowbend: 'WLB',
  'Crescent Hollow': 'CRH',
  Autumnville: 'ATV',
  Pinehaven: 'PHV',
  Greenfield: 'GFD',
  'San Francisco': 'SFO',
  'Los Angeles': 'LAX',
  'New York': 'JFK',
  Chicago: 'ORD',
  Boston: 'BOS',
  Beijing: 'PEK',
  'Hong Kong': 'HKG',
  Rome: 'CIA',
  Tokyo: 'HND',
}

/** Of one dollar. */
const RATES: Readonly<Record<string, number>> = {
  RMB: 7,
  EUR: 0.8,
  JPY: 110,
  GBP: 0.7,
  CAD: 1.3,
  AUD: 1.4,
  INR: 70,
  RUB: 60,
  BRL: 3.8,
  MXN: 20,
}

/** Only to and from dollars. */
export function findRate(from: unknown, to: unknown): { factor: number; isInverse: boolean } | undefined {
  const other = from === 'USD' ? to : to === 'USD' ? from : undefined
  const factor = typeof other === 'string' && Object.hasOwn(RATES, other) ? RATES[other] : undefined
  return factor === undefined ? undefined : { factor, isInverse: from !== 'USD' }
}
