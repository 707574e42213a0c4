// SPDX-License-Identifier: MIT
// What kind of thing a result is, for the eye; the heading of its group says it in words.

import {
  IconArrowRight,
  IconBriefcase,
  IconLayoutKanban,
  IconPackage,
  IconPlus,
  IconUser,
} from '@tabler/icons-react';
import type { Kind } from './items';
import classes from './Palette.module.css';

const ICONS = {
  action: IconPlus,
  page: IconArrowRight,
  client: IconUser,
  deal: IconBriefcase,
  product: IconPackage,
  module: IconLayoutKanban,
} as const;

export function KindIcon({ kind }: { kind: Kind }) {
  const Icon = ICONS[kind];
  return <Icon className={classes.icon} size={17} stroke={1.7} aria-hidden="true" />;
}
