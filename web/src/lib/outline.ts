/** The outline of the mainland states, and where a place lies on it. */

import { geoAlbersUsa, geoPath } from 'd3-geo';
import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import atlas from 'us-atlas/states-albers-10m.json';

const topology = atlas as unknown as Topology<{ states: GeometryCollection }>;
const mainland = topology.objects.states; // the build leaves the others out
const path = geoPath().digits(1); // the atlas is projected already

/** The projection that us-atlas was made with. */
const project = geoAlbersUsa().scale(1300).translate([487.5, 305]);

const shape = feature(topology, mainland);
const [[left, top], [right, bottom]] = path.bounds(shape);

export const outline = {
  land: path(shape) ?? '',
  borders: path(mesh(topology, mainland, (a, b) => a !== b)) ?? '',
  left,
  top,
  width: right - left,
  height: bottom - top,
};

/** Where a place lies in the outline; null outside the mainland states. */
export function locate(longitude: number, latitude: number): [number, number] | null {
  const point = project([longitude, latitude]);
  return point && [point[0] - left, point[1] - top];
}
