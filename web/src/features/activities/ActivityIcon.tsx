// SPDX-License-Identifier: MIT

import {
  IconArrowsExchange,
  IconChecklist,
  IconMail,
  IconNote,
  IconPhone,
  IconSettings,
  IconUsers,
  type TablerIcon,
} from '@tabler/icons-react';
import type { Activity } from '../../api/types';

const ICONS: Record<Activity['type'], TablerIcon> = {
  call: IconPhone,
  meeting: IconUsers,
  email: IconMail,
  note: IconNote,
  stage_change: IconArrowsExchange,
  task: IconChecklist,
  system: IconSettings,
};

/** What kind of activity it is, for the eye. */
export function ActivityIcon({ type, size = 17 }: { type: Activity['type']; size?: number }) {
  const Icon = ICONS[type];
  return <Icon size={size} stroke={1.7} aria-hidden="true" />;
}
