// SPDX-License-Identifier: MIT
// The notices themselves: the part of them that is drawn.

import { Notifications } from '@mantine/notifications';

export default function NoticeStack() {
  return <Notifications position="bottom-right" limit={4} containerWidth={400} />;
}
