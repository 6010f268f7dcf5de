/** One tooltip for the whole page: what stands behind an address. */

import type { Attachment } from 'svelte/attachments';

export const TIP = 'tip';
const LINGER = 140; // milliseconds, so that the pointer can travel to the tooltip

class Tip {
  address = $state('');
  anchor = $state.raw<Element | null>(null);
  private leaving: ReturnType<typeof setTimeout> | undefined;

  show(address: string, anchor: Element): void {
    this.keep();
    this.hide();
    this.address = address;
    this.anchor = anchor;
    anchor.setAttribute('aria-describedby', TIP);
  }

  hide(): void {
    this.anchor?.removeAttribute('aria-describedby');
    this.anchor = null;
  }

  /** The pointer is on the tooltip itself. */
  keep(): void {
    clearTimeout(this.leaving);
  }

  leave(): void {
    this.keep();
    this.leaving = setTimeout(() => this.hide(), LINGER);
  }
}

export const tip = new Tip();

/** Shows what stands behind `address` when its element is pointed at, focused from the keyboard, or touched. */
export function cite(address: string): Attachment<Element> {
  return citeOn(address, ['pointerenter', 'focus', 'click', 'keydown']);
}

/** The same for an element that has a meaning of its own when it is pointed at or pressed. */
export function citeFocus(address: string): Attachment<Element> {
  return citeOn(address, ['focus']);
}

/** The same for marks inside an element that has the keyboard's attention. */
export function citePointer(address: string): Attachment<Element> {
  return citeOn(address, ['pointerenter']);
}

function citeOn(address: string, events: string[]): Attachment<Element> {
  return (element) => {
    if (address === '') return;
    const show = (event: Event) => {
      if (event.type === 'keydown' && (event as KeyboardEvent).key !== 'Enter') return;
      if (event.type === 'focus' && !element.matches(':focus-visible')) return;
      tip.show(address, element);
    };
    const leave = () => tip.anchor === element && tip.leave();
    for (const event of events) element.addEventListener(event, show);
    for (const event of ['pointerleave', 'blur']) element.addEventListener(event, leave);
    return () => {
      for (const event of events) element.removeEventListener(event, show);
      for (const event of ['pointerleave', 'blur']) element.removeEventListener(event, leave);
      if (tip.anchor === element) tip.hide();
    };
  };
}
