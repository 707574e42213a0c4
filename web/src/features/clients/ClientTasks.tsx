// SPDX-License-Identifier: MIT

import type { Client } from '../../api/types';
import { TasksOf } from '../tasks/TasksOf';

/** What is to be done for the client. */
export default function ClientTasks({ client }: { client: Client }) {
  return <TasksOf about={{ client_id: client.id }} />;
}
