import { initAll } from '../built/govuk-frontend.min.js'

initAll()
