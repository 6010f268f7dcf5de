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

/** Shows what stands behind `address` when its element is pointed at or focused. */
export function cite(address: string): Attachment<Element> {
  return (element) => {
    const show = () => tip.show(address, element);
    const leave = () => tip.leave();
    element.addEventListener('pointerenter', show);
    element.addEventListener('pointerleave', leave);
    element.addEventListener('focus', show);
    element.addEventListener('blur', leave);
    return () => {
      element.removeEventListener('pointerenter', show);
      element.removeEventListener('pointerleave', leave);
      element.removeEventListener('focus', show);
      element.removeEventListener('blur', leave);
      if (tip.anchor === element) tip.hide();
    };
  };
}
