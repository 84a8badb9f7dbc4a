/** `VehicleControlAPI`: a car, and a small map around it. */
import { createPythonRandom } from '../../lm-eval-harness/python-random.ts'
import { type Args, type CreateBackend, type Value, fault, given, list, method, number, text } from './backend.ts'

const SEED = 141_053
const TANK_GALLONS = 50
const MILES_PER_GALLON = 20
const FULL_BRAKE = 1000
const DOORS = { driver: 'unlocked', passenger: 'unlocked', rear_left: 'unlocked', rear_right: 'unlocked' }
const TIRES = ['frontLeftTirePressure', 'frontRightTirePressure', 'rearLeftTirePressure', 'rearRightTirePressure']

/** Data of BFCL's vehicle backend (Apache-2.0): miles between zip codes, in either direction. */
const MILES: readonly (readonly [string, string, number])[] = [
  ['83214', '74532', 750],
  ['56108', '62947', 320],
  ['71354', '83462', 450],
  ['47329', '52013', 290],
  ['69238', '51479', 630],
  ['94016', '83214', 980],
  ['94016', '94704', 600],
  ['94704', '08540', 2550],
  ['94016', '08540', 1950],
  ['62947', '47329', 1053],
  ['94016', '62947', 780],
  ['74532', '94016', 880],
]
const ZIP_CODES: Readonly<Record<string, string>> = {
  Rivermist: '83214',
  Stonebrook: '74532',
  Maplecrest: '56108',
  Silverpine: '62947',
  Shadowridge: '71354',
  'Sunset Valley': '83462',
  Oakendale: '47329',
  Willowbend: '52013',
  'Crescent Hollow': '69238',
  Autumnville: '51479',
  'San Francisco': '94016',
}

export const createVehicle: CreateBackend = (scenario, { longContext: long }) => {
  const random = createPythonRandom(given(scenario, 'random_seed', SEED))
  const doors: Record<string, string> = given(scenario, 'doorStatus', DOORS)
  const car: Record<string, Value> = {
    fuelLevel: given(scenario, 'fuelLevel', 0),
    batteryVoltage: given(scenario, 'batteryVoltage', 12.6),
    engine_state: given(scenario, 'engineState', 'stopped'),
    remainingUnlockedDoors: 4 - Object.values(doors).filter((status) => status === 'locked').length,
    acTemperature: given(scenario, 'acTemperature', 25),
    fanSpeed: given(scenario, 'fanSpeed', 50),
    acMode: given(scenario, 'acMode', 'auto'),
    humidityLevel: given(scenario, 'humidityLevel', 50),
    headLightStatus: given(scenario, 'headLightStatus', 'off'),
    parkingBrakeStatus: given(scenario, 'parkingBrakeStatus', 'released'),
    brakePedalStatus: given(scenario, 'brakePedalStatus', 'released'),
    distanceToNextVehicle: given(scenario, 'distanceToNextVehicle', 50),
    cruiseStatus: given(scenario, 'cruiseStatus', 'inactive'),
    destination: given(scenario, 'destination', 'None'),
    ...Object.fromEntries(TIRES.map((tire) => [tire, given(scenario, tire, tire.startsWith('front') ? 32 : 30)])),
  }
  // no part of the state that is compared
  const forces = {
    parkingBrake: given(scenario, 'parkingBrakeForce', 0),
    slope: given(scenario, 'slopeAngle', 0),
    brakePedal: given(scenario, 'brakePedalForce', 0),
  }
  const figure = (name: string) => number(car[name], name)
  const releasePedal = () => {
    car['brakePedalStatus'] = 'released'
    forces.brakePedal = 0
    return { brakePedalStatus: 'released', brakePedalForce: 0 }
  }

  return {
    state: () => ({ ...car, doorStatus: doors }),
    methods: {
      startEngine: method(['ignitionMode'], ({ ignitionMode }) => {
        // stopping is done first and then goes through the checks of starting, as upstream has it
        if (ignitionMode === 'STOP') car['engine_state'] = 'stopped'
        if (figure('remainingUnlockedDoors') > 0) {
          const open = Object.entries(doors).filter(([, status]) => status === 'unlocked')
          return fault(`Lock all doors first. Unlocked: ${open.map(([door]) => door).join(', ')}`)
        }
        if (car['brakePedalStatus'] !== 'pressed') return fault('Press the brake pedal first.')
        if (forces.brakePedal !== FULL_BRAKE) return fault('Press the brake pedal fully first.')
        if (figure('fuelLevel') < 0) return fault('The tank is empty.')
        if (ignitionMode !== 'START') return fault('This is no way to start the engine.')
        car['engine_state'] = 'running'
        return { engineState: 'running', fuelLevel: car['fuelLevel'], batteryVoltage: car['batteryVoltage'] }
      }),
      fillFuelTank: method(['fuelAmount'], ({ fuelAmount }) => {
        const amount = number(fuelAmount, 'fuelAmount')
        if (amount < 0) return fault('The amount cannot be negative.')
        if (figure('fuelLevel') + amount > TANK_GALLONS) return fault('The tank does not hold that much.')
        car['fuelLevel'] = figure('fuelLevel') + amount
        return { fuelLevel: car['fuelLevel'] }
      }),
      lockDoors: method(['unlock', 'door'], ({ unlock, door }) => {
        const wanted = unlock ? 'unlocked' : 'locked'
        for (const name of list(door, 'door').map((item) => text(item, 'door'))) {
          if (!Object.hasOwn(doors, name)) throw new Error(`'${name}'`)
          if (doors[name] === wanted) continue
          doors[name] = wanted
          car['remainingUnlockedDoors'] = figure('remainingUnlockedDoors') + (unlock ? 1 : -1)
        }
        return { lockStatus: wanted, remainingUnlockedDoors: car['remainingUnlockedDoors'] }
      }),
      adjustClimateControl: method(
        ['temperature', ['unit', 'celsius'], ['fanSpeed', 50], ['mode', 'auto']],
        ({ temperature, unit, fanSpeed, mode }) => {
          const speed = number(fanSpeed, 'fanSpeed')
          if (speed < 0 || speed > 100) return fault('The fan speed must be from 0 to 100.')
          const degrees = number(temperature, 'temperature')
          car['acTemperature'] = unit === 'fahrenheit' ? ((degrees - 32) * 5) / 9 : degrees
          car['fanSpeed'] = speed
          car['acMode'] = mode
          return { currentACTemperature: degrees, climateMode: mode, humidityLevel: car['humidityLevel'] }
        },
      ),
      get_outside_temperature_from_google: method([], () => ({
        ...long?.LONG_WEATHER_EXTENSION,
        outsideTemperature: random.uniform(-10, 40),
      })),
      get_outside_temperature_from_weather_com: method([], () => ({ error: 404 })),
      setHeadlights: method(['mode'], ({ mode }) => {
        if (mode !== 'on' && mode !== 'off' && mode !== 'auto') return fault('The mode must be on, off or auto.')
        car['headLightStatus'] = mode === 'on' ? 'on' : 'off'
        return { headlightStatus: car['headLightStatus'] }
      }),
      displayCarStatus: method(['option'], ({ option }) => show(option)),
      activateParkingBrake: method(['mode'], ({ mode }) => {
        if (mode !== 'engage' && mode !== 'release') return fault('The mode must be engage or release.')
        car['parkingBrakeStatus'] = mode === 'engage' ? 'engaged' : 'released'
        forces.parkingBrake = mode === 'engage' ? 500 : 0
        forces.slope = 10
        return {
          ...(long === undefined ? {} : { parkingBrakeInstruction: long.PARKING_BRAKE_INSTRUCTION }),
          parkingBrakeStatus: car['parkingBrakeStatus'],
          _parkingBrakeForce: forces.parkingBrake,
          _slopeAngle: forces.slope,
        }
      }),
      pressBrakePedal: method(['pedalPosition'], ({ pedalPosition }) => {
        const position = number(pedalPosition, 'pedalPosition')
        if (position < 0 || position > 1) return fault('The position must be from 0 to 1.')
        if (position === 0) return releasePedal()
        car['brakePedalStatus'] = 'pressed'
        forces.brakePedal = position * FULL_BRAKE
        return { brakePedalStatus: 'pressed', brakePedalForce: forces.brakePedal }
      }),
      releaseBrakePedal: method([], releasePedal),
      setCruiseControl: method(['speed', 'activate', 'distanceToNextVehicle'], (args) => cruise(args)),
      get_current_speed: method([], () => ({ currentSpeed: random.uniform(0, 120) })),
      display_log: method(['messages'], ({ messages }) => ({ log: messages })),
      estimate_drive_feasibility_by_mileage: method(['distance'], ({ distance }) => ({
        canDrive: figure('fuelLevel') * MILES_PER_GALLON >= number(distance, 'distance'),
      })),
      liter_to_gallon: method(['liter'], ({ liter }) => ({ gallon: number(liter, 'liter') * 0.264172 })),
      gallon_to_liter: method(['gallon'], ({ gallon }) => ({ liter: number(gallon, 'gallon') * 3.78541 })),
      estimate_distance: method(['cityA', 'cityB'], ({ cityA, cityB }) => {
        const found = MILES.find(([a, b]) => (a === cityA && b === cityB) || (a === cityB && b === cityA))
        const answer = found === undefined ? fault('This distance is not known.') : { distance: found[2] }
        return long === undefined ? answer : { ...answer, intermediaryCities: long.INTERMEDIARY_CITIES }
      }),
      get_zipcode_based_on_city: method(['city'], ({ city }) => ({
        zipcode: typeof city === 'string' && Object.hasOwn(ZIP_CODES, city) ? ZIP_CODES[city] : '00000',
      })),
      set_navigation: method(['destination'], ({ destination }) => {
        car['destination'] = text(destination, 'destination')
        return { status: `Navigating to ${String(destination)}` }
      }),
      check_tire_pressure: method([], () => {
        const pressures = TIRES.map(figure)
        const mean = pressures.reduce((a, b) => a + b) / TIRES.length
        const shown = Object.fromEntries(TIRES.map((tire) => [tire, car[tire]]))
        return {
          ...shown,
          healthy_tire_pressure: mean >= 30 && mean <= 35,
          car_info: long?.CAR_STATUS_METADATA_EXTENSION ?? {},
        }
      }),
      find_nearest_tire_shop: method([], () => ({ shopLocation: '456 Oakwood Avenue, Rivermist, 83214' })),
    },
  }

  function show(option: Value): Record<string, Value> {
    const options: Readonly<Record<string, Record<string, Value>>> = {
      fuel: { fuelLevel: car['fuelLevel'] },
      battery: { batteryVoltage: car['batteryVoltage'] },
      doors: { doorStatus: doors },
      climate: {
        currentACTemperature: car['acTemperature'],
        fanSpeed: car['fanSpeed'],
        climateMode: car['acMode'],
        humidityLevel: car['humidityLevel'],
      },
      headlights: { headlightStatus: car['headLightStatus'] },
      parkingBrake: {
        parkingBrakeStatus: car['parkingBrakeStatus'],
        parkingBrakeForce: forces.parkingBrake,
        slopeAngle: forces.slope,
      },
      brakePedal: { brakePedalStatus: car['brakePedalStatus'], brakePedalForce: forces.brakePedal },
      engine: { engineState: car['engine_state'] },
    }
    const known = typeof option === 'string' && Object.hasOwn(options, option) ? options[option] : undefined
    const metadata = long === undefined ? {} : { metadata: long.CAR_STATUS_METADATA_EXTENSION }
    return { ...metadata, ...(known ?? fault('There is no such option.')) }
  }

  function cruise({ speed: given_, activate, distanceToNextVehicle }: Args) {
    const distance = number(distanceToNextVehicle, 'distanceToNextVehicle')
    const speed = number(given_, 'speed')
    if (car['engine_state'] === 'stopped') return fault('Start the engine first.')
    car['distanceToNextVehicle'] = distance
    if (activate && (speed < 0 || speed > 120 || speed % 5 !== 0)) return fault('The speed is not possible.')
    car['cruiseStatus'] = activate ? 'active' : 'inactive'
    return { cruiseStatus: car['cruiseStatus'], currentSpeed: speed, distanceToNextVehicle: distance }
  }
}
