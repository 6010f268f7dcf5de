/** The outline of the mainland states, and where a place lies on it. */

import atlas from 'us-atlas/states-albers-10m.json';

interface Outline {
  /** Paths, in tenths of a point. */
  land: string;
  borders: string;
  left: number;
  top: number;
  width: number;
  height: number;
}

export const outline = atlas as unknown as Outline; // the build draws the atlas

/** The projection that us-atlas was made with: Albers, equal areas, between two parallels (Snyder, 1987, p. 98). */
const SCALE = 1300;
const CENTRE = [487.5, 305];
const [SOUTH, NORTH, MIDDLE] = [29.5, 45.5, 38.7].map(radians);
const CONE = (Math.sin(SOUTH) + Math.sin(NORTH)) / 2;
const SPREAD = 1 + Math.sin(SOUTH) * (2 * CONE - Math.sin(SOUTH));
const [MERIDIAN, ASIDE] = [-96, -0.6];
const HOME = raw(radians(ASIDE), MIDDLE);
const REACH = [0.455, 0.238]; // of its scale, from its centre: Alaska and Hawaii lie beyond

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

function raw(longitude: number, latitude: number): [number, number] {
  const radius = Math.sqrt(SPREAD - 2 * CONE * Math.sin(latitude)) / CONE;
  return [radius * Math.sin(CONE * longitude), -radius * Math.cos(CONE * longitude)];
}

/** Where a place lies in the outline; null outside the mainland states. */
export function locate(longitude: number, latitude: number): [number, number] | null {
  const turned = ((longitude - MERIDIAN + 540) % 360) - 180;
  const [x, y] = raw(radians(turned), radians(latitude));
  const [dx, dy] = [x - HOME[0], HOME[1] - y];
  if (Math.abs(dx) > REACH[0] || Math.abs(dy) > REACH[1]) return null;
  return [CENTRE[0] + SCALE * dx - outline.left, CENTRE[1] + SCALE * dy - outline.top];
}
