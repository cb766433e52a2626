import { initAll } from '../built/govuk-frontend.min.js'
import { stackTables } from './tables.js'

initAll()
stackTables()
