// What Streamlit leaves out: the page's language, names, a way by keyboard into what a button opens, and the sight of what is new.
(() => {
  // Streamlit runs it again whenever it draws its place anew.
  if (document.documentElement.dataset.tongpinAids) return
  document.documentElement.dataset.tongpinAids = 'on'
  const BUTTON = '[data-testid="stPopoverButton"]', BODY = '[data-testid="stPopoverBody"]', OWN = '[data-tongpin-language]'
  const FIGURES = '[class*="st-key-number-"], [class*="st-key-opening-"]'
  const DRAWER = '[class*="st-key-drawer-"]', STAGE = '.st-key-stage_bar'
  const TITLE = '[data-testid="stMetricLabel"], [data-testid="stMarkdownContainer"] > p > strong:only-child'
  const STOPS = 'a[href], button, input, textarea, select, [tabindex]'
  const stops = (root) => [...root.querySelectorAll(STOPS)].filter((one) => one.tabIndex >= 0 && !one.disabled && one.getClientRects().length)
  const follows = (one, other) => other.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING
  const put = (element, name, value) => element.getAttribute(name) === value || element.setAttribute(name, value)
  const opened = () => [document.querySelector(BODY), document.querySelector(`${BUTTON}[aria-expanded=true]`)]
  let asked = 0, entered = null, drawer = null, shown = null
  // A page that is being drawn changes in every frame: it is looked at now and then.
  const PAUSE = 250

  // Every figure and chart has a button of the same words: read out, it says whose rows it opens.
  function named(button) {
    for (let before = button.closest(FIGURES).previousElementSibling; before; before = before.previousElementSibling) {
      const title = before.querySelector(TITLE)
      if (title) return `${button.querySelector('p').textContent}: ${title.textContent}`
    }
    return null
  }

  // Another record begins at its top; what a chart opens below the screen comes into sight.
  function see() {
    const now = location.pathname + new URLSearchParams(location.search).get('id'), opens = document.querySelector(DRAWER)
    if (shown !== null && shown !== now) document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0)
    if (opens && opens !== drawer) opens.scrollIntoView({ block: 'nearest' })
    shown = now
    drawer = opens
  }

  function look() {
    asked = 0
    const own = document.querySelector(OWN)
    if (own) put(document.documentElement, 'lang', own.dataset.tongpinLanguage)
    for (const button of document.querySelectorAll(`:is(${FIGURES}) ${BUTTON}`)) {
      const name = named(button)
      if (name) put(button, 'aria-label', name)
    }
    const [body, button] = opened()
    if (body && button) put(body, 'aria-label', button.getAttribute('aria-label') ?? button.querySelector('p')?.textContent ?? '')
    see()
    if (!entered || entered.inside.isConnected) return
    // What had the focus is gone with what was opened. On the slides the keys are the slides'.
    if ([null, document.body].includes(document.activeElement) && !document.querySelector(STAGE)) entered.opener()?.focus()
    entered = null
  }

  // What a button opens stands at the end of the document: Tab leads into it and out of it as if it stood behind the button.
  function tab(event) {
    const [body, button] = opened(), on = document.activeElement
    if (event.key !== 'Tab' || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || !body || !button) return
    let next = null
    if (on === button && !event.shiftKey) {
      body.tabIndex = -1
      next = stops(body)[0] ?? body
    } else if (body.contains(on)) {
      const inside = stops(body)
      if (event.shiftKey && !inside.some((one) => follows(on, one))) next = button
      if (!event.shiftKey && !inside.some((one) => follows(one, on))) {
        next = stops(document.querySelector('[data-testid="stApp"]')).find((one) => follows(one, button))
      }
    }
    if (!next) return
    event.preventDefault()
    next.focus()
  }

  document.addEventListener('keydown', tab)
  document.addEventListener('focusin', (event) => {
    const inside = event.target.closest?.(`${BODY}, ${DRAWER}`)
    if (!inside || inside === entered?.inside) return
    const button = opened()[1], name = /st-key-drawer-(\S+)/.exec(inside.className)?.[1]
    entered = { inside, opener: () => (name ? document.querySelector(`.st-key-opening-${name} ${BUTTON}`) : button) }
  })
  const later = () => { asked ||= setTimeout(look, PAUSE) }
  new MutationObserver(later).observe(document.body, {
    childList: true, subtree: true, characterData: true, attributeFilter: ['data-tongpin-language'],
  })
  later()
})()
