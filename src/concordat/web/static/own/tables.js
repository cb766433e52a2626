// On a telephone a table of words that would have to be pushed sideways is read downwards instead: each cell under the
// row's name, after its column's heading. Tables of figures stay tables unless they say data-read="down", and without this
// file all of them are pushed.
const telephone = window.matchMedia('(max-width: 40.05em)')
const MOST_FIGURES = 4

function headings (table) {
  const rows = table.tHead?.rows ?? []
  return rows.length === 1 ? [...rows[0].cells] : []
}

function canStack (table) {
  const heads = headings(table)
  const cells = [...table.querySelectorAll('tbody tr:first-child > td')]
  const figures = cells.filter((cell) => cell.classList.contains('number')).length
  return heads.length > 1 && (figures <= MOST_FIGURES || table.dataset.read === 'down') && figures < cells.length &&
    !table.matches('.c-matrix') && !table.querySelector('[colspan], [rowspan]')
}

function stack (table) {
  const names = headings(table).map((head) => head.textContent.trim()) // what is folded away has no inner text
  // Blocks are no table to a screen reader, so each part says what it is.
  table.setAttribute('role', 'table')
  table.querySelectorAll('thead, tbody').forEach((part) => part.setAttribute('role', 'rowgroup'))
  table.querySelectorAll('thead th').forEach((head) => head.setAttribute('role', 'columnheader'))
  for (const row of table.rows) {
    row.setAttribute('role', 'row')
    if (row.parentElement === table.tHead) continue
    ;[...row.cells].forEach((cell, place) => {
      cell.setAttribute('role', cell.tagName === 'TH' ? 'rowheader' : 'cell')
      if (names[place]) cell.dataset.heading = `${names[place]}: `
    })
  }
  table.classList.add('c-stacked')
}

function look () {
  if (!telephone.matches) return
  for (const frame of document.querySelectorAll('main .c-scroll')) {
    const table = frame.querySelector(':scope > table:not(.c-stacked)')
    if (table && frame.scrollWidth > frame.clientWidth && canStack(table)) stack(table)
  }
}

export function stackTables () {
  look()
  telephone.addEventListener('change', look)
  document.addEventListener('toggle', look, true) // what was folded away has no width until it is opened
}
