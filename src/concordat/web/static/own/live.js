// A form with data-live answers as one types: totals at once, shares a moment later. Without this it is a plain form.
const form = document.querySelector('form[data-live]')
const place = { live: document.getElementById('live'), shares: document.getElementById('shares') }
let latest = 0
let later = 0

async function show (part, number) {
  const given = new URLSearchParams(new FormData(form))
  given.set('part', part)
  const answer = await fetch(`${form.dataset.live}?${given}`, { headers: { 'X-Requested-With': 'fetch' } })
  if (!answer.ok || number !== latest) return
  place[part].innerHTML = await answer.text()
  place[part].removeAttribute('aria-busy')
}

form?.addEventListener('input', () => {
  const number = ++latest
  show('live', number)
  place.shares.setAttribute('aria-busy', 'true')
  place.shares.textContent = 'How often each comes first is being worked out …'
  clearTimeout(later)
  later = setTimeout(() => show('shares', number), 250)
})
