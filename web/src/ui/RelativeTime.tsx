// SPDX-License-Identifier: MIT
// "2 min ago", with the exact time on hover. Renders alone when the clock ticks, not the card around it.

import { useNow } from './clock';
import { useFormat } from './format';

export function RelativeTime({ at }: { at: string }) {
  const format = useFormat();
  const now = useNow();
  return (
    <time dateTime={at} title={format.dateTime(at)}>
      {format.ago(at, Math.max(now, Date.parse(at)))}
    </time>
  );
}
