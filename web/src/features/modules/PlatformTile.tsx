// SPDX-License-Identifier: MIT
// The platform's initial on a neutral tile: quick to recognise, and no marketplace's colour competes with health.

import classes from './PlatformTile.module.css';

export function PlatformTile({ platform, size = 28 }: { platform: string; size?: number }) {
  return (
    <span
      className={classes.root}
      style={{ width: size, height: size, fontSize: size * 0.46 }}
      aria-hidden="true"
    >
      {platform.slice(0, 1).toUpperCase()}
    </span>
  );
}
