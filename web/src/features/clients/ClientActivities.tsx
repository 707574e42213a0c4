// SPDX-License-Identifier: MIT

import type { Client } from '../../api/types';
import { ActivityList } from '../activities/ActivityList';

/** What was talked of with the client. */
export default function ClientActivities({ client }: { client: Client }) {
  return <ActivityList about={{ client_id: client.id }} />;
}
