// SPDX-License-Identifier: MIT

import type { Client } from '../../api/types';
import EntityHistory from '../audit/EntityHistory';

/** Who changed the client, when, and what from what. */
export default function ClientHistory({ client }: { client: Client }) {
  return <EntityHistory entity="client" id={client.id} />;
}
