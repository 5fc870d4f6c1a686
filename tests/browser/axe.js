// Runs axe-core on the page that is open, every rule; says what is wrong, and which looks of texts it has judged.
async ({ thorough, known, coloursOnly }) => {
  const CONTRAST = 'color-contrast';
  const PAINTED = ['backgroundColor', 'backgroundImage', 'opacity', 'filter', 'mixBlendMode', 'position'];
  const WRITTEN = ['color', 'fontSize', 'fontWeight', 'textShadow', 'webkitTextStrokeWidth', 'webkitTextStrokeColor'];
  const NOT_PAINTED = 'rgba(0, 0, 0, 0) none 1 none normal static';
  const wrong = [];

  const run = async (where, options) => {
    const said = await axe.run(where, { elementRef: true, selectors: false, iframes: false, ...options });
    for (const { id, nodes } of said.violations)
      for (const { element, failureSummary } of nodes)
        wrong.push({ id, what: `${element.outerHTML.slice(0, 160)} ${failureSummary}` });
    return said;
  };
  const contrast = where =>
    run(where, { resultTypes: ['violations', 'passes'], runOnly: { type: 'rule', values: [CONTRAST] } });

  const read = (style, names) => names.map(name => style[name]).join(' ');
  const grounds = new Map([[null, '']]);
  const ground = e => {
    if (!grounds.has(e)) {
      const marks = ['::before', '::after'].map(one => getComputedStyle(e, one)).filter(s => s.content !== 'none');
      const own = [getComputedStyle(e), ...marks].map(style => read(style, PAINTED)).join('+');
      grounds.set(e, ground(e.parentElement) + (own === NOT_PAINTED ? '' : `/${own}`));
    }
    return grounds.get(e);
  };
  const unknownLooks = () => {
    const before = new Set(known), looks = new Map();
    const texts = new Set(document.querySelectorAll('input, select, textarea'));
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) if (walk.currentNode.data.trim()) texts.add(walk.currentNode.parentElement);
    for (const e of texts) {
      if (!e.checkVisibility()) continue;
      const look = `${read(getComputedStyle(e), WRITTEN)}${ground(e)}`;
      if (!before.has(look)) looks.set(look, [...(looks.get(look) || []), e]);
    }
    return looks;
  };

  if (thorough) {
    await (coloursOnly ? contrast(document) : run(document, { resultTypes: ['violations'] }));
    return { wrong, learnt: [] };
  }
  if (!coloursOnly) await run(document, { resultTypes: ['violations'], rules: { [CONTRAST]: { enabled: false } } });
  const looks = unknownLooks(), learnt = [], others = [];
  if (looks.size) {
    const said = await contrast([...looks.values()].map(([first]) => first));
    const judged = new Set([...said.passes, ...said.violations].flatMap(one => one.nodes).map(node => node.element));
    for (const [look, [first, ...rest]] of looks) judged.has(first) ? learnt.push(look) : others.push(...rest);
  }
  if (others.length) await contrast(others);
  return { wrong, learnt };
}
