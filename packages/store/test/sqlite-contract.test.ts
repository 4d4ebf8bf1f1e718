import { storeContract } from '../src/contract/index.ts'
import { newSqlitePlace } from './sqlite-place.ts'

storeContract({ name: 'SQLite', newPlace: newSqlitePlace })
