// Every text and number comes as data; nothing in here is of a visit.
const frames = new WeakMap()
const AGAIN = 2000, DRAWN = 26
const SUBMIT = '[data-testid="stFormSubmitButton"] button', IME = 229
const FORMS = ['decision', 'action']
const FIELDS = 'input, textarea, select, [contenteditable=true], [role=listbox], [role=combobox], [role=grid], [role=dialog]'
const press = (name) => document.querySelector(`.st-key-${name} button`)?.click()
const body = () => document.querySelector('[data-testid="stPopoverBody"]')
// What opens over the page and is closed by Escape itself.
const choosing = () => document.querySelector('[role=listbox], [role=grid], [role=dialog]')
const WAIT = 3000, REST = 400
// Of the end: its form, and what takes the newest draft into it.
const END = '.st-key-stage_slide textarea, .st-key-stage_slide input', RENEW = '[class*=button-renew] button'
const two = (number) => String(number).padStart(2, '0')

function fullScreen() {
  const done = document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.()
  done?.catch(() => {})
}

function frame(parent) {
  const clock = parent.querySelector('#clock'), root = document.documentElement, gone = new AbortController()
  const channel = new BroadcastChannel('tongpin.stage')
  let data = {}, send = () => {}, place = 0, begun = 0, typed = '', told = null, play = 0, again = 0
  let card = '', latest = 'decision', entered = null, sent = null, until = 0, changed = null, renewed = null, asked = []

  const shows = () => data.mode === 'slides' || data.mode === 'notes'
  const size = () => {
    const app = document.querySelector('[data-testid="stApp"]')
    if (app) root.style.setProperty('--stage-back', getComputedStyle(app).backgroundColor)
    root.style.setProperty('--stage-bar', `${document.querySelector('[data-testid="stBottom"]')?.offsetHeight ?? 0}px`)
    // Charts are drawn for letters of that many pixels.
    root.style.setProperty('--stage-chart', `${parseFloat(getComputedStyle(root).fontSize) / DRAWN}`)
  }
  const to = (index) => {
    const wanted = Math.min(Math.max(index, 0), data.count - 1)
    typed = ''
    if (wanted === place) return
    place = wanted
    asked.push(wanted)
    send('to', wanted)
    // Said while the page was still being drawn, it may have gone unheard.
    clearTimeout(again)
    again = setTimeout(() => place === wanted && data.place !== wanted && send('to', wanted), AGAIN)
  }
  const open = (name) => {
    if (!document.querySelector('.st-key-stage_card')) return
    card = latest = name
    entered = null
    until = performance.now() + WAIT
    stand()
  }
  const close = () => {
    card = ''
    until = 0
    stand()
    document.activeElement?.blur()
  }
  // What was typed on while the save was under way goes on in the empty field that follows.
  const carry = (next) => {
    const typedOn = entered && sent !== null && !next.value && entered.value.startsWith(sent) ? entered.value.slice(sent.length) : ''
    sent = null
    if (!typedOn) return
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(next, typedOn)
    next.dispatchEvent(new Event('input', { bubbles: true }))
  }
  // Show the form asked for, and put the cursor into it as soon as it is there: when it opens, and when a save has made it anew.
  const stand = () => {
    if (!card) { delete root.dataset.stage; return }
    if (root.dataset.stage !== card) root.dataset.stage = card
    const form = document.querySelector(`.st-key-stage_${card}`), first = form?.querySelector('input'), active = document.activeElement
    for (const name of FORMS) document.querySelector(`.st-key-stage_to_${name} button`)?.setAttribute('aria-pressed', name === card)
    if (!first || first === entered) return
    carry(first)
    if (performance.now() < until || !active || active === document.body || form.contains(active)) first.focus()
    entered = first
    if (document.activeElement === first) until = 0
  }
  // A draft that nobody has touched takes in what is new by itself.
  const renew = () => {
    const button = document.querySelector(RENEW)
    if (!button || button === renewed || changed?.isConnected || document.activeElement?.matches(END)) return
    renewed = button
    button.click()
  }
  const leave = () => {
    document.querySelector('.st-key-stage_bar [data-testid="stPopover"] button[aria-expanded=true]')?.click()
    // The focus comes back to the button a moment later: the keys are the slides' again.
    for (const wait of [0, REST]) setTimeout(() => body() || document.activeElement?.blur(), wait)
  }
  const keys = {
    ArrowRight: () => to(place + 1), PageDown: () => to(place + 1), ArrowLeft: () => to(place - 1), PageUp: () => to(place - 1),
    Home: () => to(0), End: () => to(data.count - 1), ' ': () => press('stage_play'), f: fullScreen,
    d: () => open('decision'), a: () => open('action'), n: () => press('stage_notes'),
    Enter: () => typed && to(Number(typed) - 1),
    g: () => (typed ? to(Number(typed) - 1) : document.querySelector('.st-key-stage_bar input')?.focus()),
  }
  const cards = {
    stage_record: () => (card ? close() : open(latest)), stage_close: close,
    stage_to_decision: () => open('decision'), stage_to_action: () => open('action'),
  }
  const key = (event) => {
    if (!shows() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
    const target = event.composedPath()[0]
    if (event.key === 'Escape' && body()) return leave()
    if (event.key === 'Escape' && card && !choosing()) {
      // A box would take it for itself, and let go of what was chosen in it.
      event.preventDefault()
      event.stopPropagation()
      return close()
    }
    if (event.key === 'Escape') typed = ''
    if (performance.now() < until) {
      event.preventDefault()
      event.stopPropagation()
      return
    }
    if (event.key === 'Enter' && event.keyCode !== IME && target.matches?.('.st-key-stage_decision input')) {
      event.preventDefault()
      event.stopPropagation()
      document.querySelector(`.st-key-stage_decision ${SUBMIT}`)?.click()
      return
    }
    if (target.closest?.(`${FIELDS}, .st-key-stage_card`) || body()?.contains(target)) return
    if (/^[0-9]$/.test(event.key)) {
      typed = (typed + event.key).slice(-3)
      return tick()
    }
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key]
    // Whoever walks through the bar by Tab presses its buttons by Space and Enter.
    const pressed = event.key === ' ' || (event.key === 'Enter' && !typed)
    if (!act || (pressed && target.matches?.(':focus-visible') && target.closest('button'))) return
    event.preventDefault()
    event.stopPropagation()
    act()
    tick()
  }
  const click = (event) => {
    if (event.target.closest?.('.st-key-stage_full button')) fullScreen()
    if (event.target.closest?.(`.st-key-stage_${card || latest} ${SUBMIT}`)) sent = entered?.value ?? null
    // The card opens, changes and closes here: nothing is drawn anew, and nothing half typed is lost.
    const asked = Object.keys(cards).find((name) => event.target.closest?.(`.st-key-${name} button`))
    if (asked) {
      event.preventDefault()
      event.stopPropagation()
      cards[asked]()
    }
    if (event.target.closest?.('.st-key-stage_start button') && !document.fullscreenElement) fullScreen()
  }
  const tick = () => {
    if (data.elapsed == null) { clock.textContent = typed ? `→ ${typed}` : ''; return }
    const passed = Math.max(Math.floor(data.elapsed + (performance.now() - begun) / 1000), 0), over = passed - data.planned
    const said = (seconds) => `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`
    const words = over > 0 ? `▲ ${data.over} ${said(over)}` : `${said(passed)} / ${data.minutes}`
    clock.classList.toggle('over', over > 0)
    clock.textContent = typed ? `→ ${typed}` : words
  }
  const turn = () => {
    clearInterval(play)
    play = data.every && data.mode === 'slides' ? setInterval(() => {
      if (!body() && !card && !document.activeElement?.closest?.(FIELDS)) to((place + 1) % data.count)
    }, data.every * 1000) : 0
  }
  channel.onmessage = ({ data: heard }) => {
    if (!shows() || heard.meeting !== data.meeting || heard.place === place) return
    told = heard.place
    to(heard.place)
  }
  document.addEventListener('keydown', key, { capture: true, signal: gone.signal })
  document.addEventListener('click', click, { capture: true, signal: gone.signal })
  document.addEventListener('input', ({ target }) => { if (target.matches?.(END)) changed = target }, { capture: true, signal: gone.signal })
  addEventListener('resize', size, { signal: gone.signal })
  const second = setInterval(tick, 1000), watch = new MutationObserver(() => { stand(); renew() })
  watch.observe(document.body, { childList: true, subtree: true })
  return {
    draw(next, trigger) {
      const moved = next.place !== data.place || next.mode !== data.mode, paced = next.every !== data.every
      // Drawn anew for another theme, it has the old data: the clock goes on.
      if (next.elapsed !== data.elapsed) begun = performance.now()
      data = next
      send = trigger
      if (moved) {
        // Quick presses are drawn one after the other: the next one goes on from where they lead, not from what is drawn on the way.
        const drawn = asked.indexOf(data.place)
        asked = drawn < 0 ? [] : asked.slice(drawn + 1)
        if (!asked.length) place = data.place
        const focused = document.activeElement
        if (focused?.matches?.('.st-key-stage_bar input')) focused.blur()
        scrollTo(0, 0)
        document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0)
        if (shows() && told !== place) channel.postMessage({ meeting: data.meeting, place })
        told = place
      }
      for (const [name, label] of Object.entries(data.labels ?? {})) {
        document.querySelectorAll(`.st-key-${name} button`).forEach((button) => button.setAttribute('aria-label', label))
      }
      if (card && data.mode !== 'slides') close()
      if (moved || paced) turn()
      size()
      tick()
    },
    end() {
      gone.abort()
      clearInterval(second)
      clearInterval(play)
      clearTimeout(again)
      channel.close()
      watch.disconnect()
      delete root.dataset.stage
    },
  }
}

export default function ({ parentElement, data, setTriggerValue }) {
  if (!frames.has(parentElement)) frames.set(parentElement, frame(parentElement))
  frames.get(parentElement).draw(data, setTriggerValue)
  return () => {
    frames.get(parentElement)?.end()
    frames.delete(parentElement)
  }
}
