/** Figures to take away: files of text, SVG and PNG, made in the page and without the network. */

const XMLNS = 'http://www.w3.org/2000/svg';
const MARGIN = 20;
const SCALE = 2; // pixels of a PNG for each pixel on the page

/** Properties that a figure's elements may take from style sheets. */
const STYLES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'stroke-opacity',
  'opacity',
  'paint-order',
  'font-family',
  'font-size',
  'font-weight',
  'font-variant-numeric',
  'text-anchor',
];

export interface Heading {
  title: string;
  subtitle: string;
  note: string;
  origin: string;
  /** All that is known of the figure, for programs. */
  about: object;
}

export const LICENCE = 'stargate: MIT; the sources: each its own, where it is known';

/** Hands a file to the reader. */
export function save(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** A figure as a file of its own: heading above, note and origin below, styles written out. */
export function standalone(figure: SVGSVGElement, heading: Heading): SVGSVGElement {
  const { width } = figure.viewBox.baseVal;
  const page = getComputedStyle(document.documentElement);
  const colour = (name: string) => page.getPropertyValue(name).trim();
  const above = [
    ...lines(heading.title, '600 18px "Source Serif"', width).map((text) => ({
      text,
      size: 18,
      serif: true,
    })),
    ...lines(heading.subtitle, '13px Inter', width).map((text) => ({ text, size: 13, serif: false })),
  ];
  const below = [heading.note, heading.origin]
    .filter(Boolean)
    .flatMap((part) => lines(part, '11px Inter', width))
    .map((text) => ({ text, size: 11, serif: false }));

  const svg = document.createElementNS(XMLNS, 'svg');
  let y = MARGIN;
  const write = ({ text, size, serif }: { text: string; size: number; serif: boolean }) => {
    y += size * 1.3;
    const element = document.createElementNS(XMLNS, 'text');
    element.textContent = text;
    element.setAttribute('x', String(MARGIN));
    element.setAttribute('y', y.toFixed(1));
    element.setAttribute('font-size', `${size}px`);
    element.setAttribute('font-weight', serif ? '600' : '400');
    element.setAttribute(
      'font-family',
      serif ? 'Source Serif, Georgia, serif' : 'Inter, system-ui, sans-serif',
    );
    element.setAttribute('fill', colour(serif ? '--ink' : '--ink-2'));
    svg.append(element);
  };

  above.forEach(write);
  y += MARGIN;
  const drawing = withStyles(figure);
  drawing.setAttribute('x', String(MARGIN));
  drawing.setAttribute('y', String(y));
  drawing.setAttribute('overflow', 'visible');
  svg.append(drawing);
  y += drawing.viewBox.baseVal.height + MARGIN / 2;
  below.forEach(write);

  const [wide, high] = [drawing.viewBox.baseVal.width + 2 * MARGIN, y + MARGIN];
  const paper = document.createElementNS(XMLNS, 'rect');
  paper.setAttribute('width', String(wide));
  paper.setAttribute('height', String(high));
  paper.setAttribute('fill', colour('--paper'));
  svg.prepend(paper);
  svg.prepend(described('metadata', JSON.stringify(heading.about)));
  svg.prepend(described('desc', `${heading.subtitle}. ${heading.origin}`));
  svg.prepend(described('title', heading.title));
  svg.setAttribute('width', String(wide));
  svg.setAttribute('height', String(high));
  svg.setAttribute('viewBox', `0 0 ${wide} ${high}`);
  return svg;
}

function described(name: string, text: string): SVGElement {
  const element = document.createElementNS(XMLNS, name) as SVGElement;
  element.textContent = text;
  return element;
}

/** A copy whose look does not depend on the page's style sheets. */
function withStyles(figure: SVGSVGElement): SVGSVGElement {
  const copy = figure.cloneNode(true) as SVGSVGElement;
  const originals = figure.querySelectorAll<SVGElement>('*');
  copy.querySelectorAll<SVGElement>('*').forEach((element, i) => {
    const computed = getComputedStyle(originals[i]);
    for (const style of STYLES) element.style.setProperty(style, computed.getPropertyValue(style));
    for (const name of ['class', 'tabindex', 'role', 'aria-label', 'aria-expanded', 'aria-controls']) {
      element.removeAttribute(name);
    }
  });
  copy.querySelectorAll('[data-screen]').forEach((element) => element.remove());
  for (const name of ['class', 'style', 'role', 'tabindex']) copy.removeAttribute(name);
  return copy;
}

export function serialised(svg: SVGSVGElement): Blob {
  svg.setAttribute('xmlns', XMLNS);
  return new Blob([new XMLSerializer().serializeToString(svg)], { type: 'image/svg+xml' });
}

/** The same as pixels. The page's fonts go into the drawing, since an image may load nothing. */
export async function pixels(svg: SVGSVGElement): Promise<Blob> {
  const style = document.createElementNS(XMLNS, 'style');
  style.textContent = fontFaces();
  svg.prepend(style);
  const image = new Image();
  image.src = await dataUrl(serialised(svg));
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(svg.width.baseVal.value * SCALE);
  canvas.height = Math.ceil(svg.height.baseVal.value * SCALE);
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no PNG'))), 'image/png'),
  );
}

function fontFaces(): string {
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
  return rules
    .filter((rule) => rule instanceof CSSFontFaceRule)
    .map((rule) => rule.cssText)
    .join('\n');
}

function dataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

/** Breaks a text into lines no wider than `width` in a font. */
function lines(text: string, font: string, width: number): string[] {
  const context = document.createElement('canvas').getContext('2d')!;
  context.font = font;
  const found: string[] = [];
  for (const word of text.split(' ')) {
    const longer = found.length ? `${found.at(-1)} ${word}` : word;
    if (found.length && context.measureText(longer).width <= width) found[found.length - 1] = longer;
    else found.push(word);
  }
  return found;
}
