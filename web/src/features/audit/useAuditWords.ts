// SPDX-License-Identifier: MIT
// The log in the person's language; what the panel does not know goes by the server's own words.

import { useTranslation } from 'react-i18next';
import { ACTIONS, ENTITIES, isFieldKey, isOneOf, nameOf, sentenceOf, subjectOf } from './entries';
import { type AuditEvent, useNamed } from './queries';

export function useAuditWords() {
  const { t } = useTranslation();
  const named = useNamed().data;
  const entity = (name: string) => (isOneOf(ENTITIES, name) ? t(`audit.entities.${name}`) : name);
  const action = (name: string) => (isOneOf(ACTIONS, name) ? t(`audit.actions.${name}`) : name);
  return {
    entity,
    action,
    /** Some fields mean something else in some entities: `product_is_active`. */
    field: (name: string, of = '') => {
      const own = `${of}_${name}`;
      const key = isFieldKey(own) ? own : name;
      return isFieldKey(key) ? t(`audit.fields.${key}`) : name;
    },
    what: (event: AuditEvent) => {
      const key = sentenceOf(event);
      const sentence = key
        ? t(`audit.what.${key}`)
        : `${entity(event.entity)}, ${action(event.action)}`;
      const name = nameOf(event) ?? named?.find(({ id }) => id === subjectOf(event))?.name;
      return name === undefined ? sentence : t('audit.about', { sentence, name });
    },
    who: ({ actor, actor_name: name, actor_kind: kind }: AuditEvent) => {
      if (actor === null) return t('audit.outside');
      if (name === null) return t('audit.unknownActor', { id: actor.slice(0, 8) });
      return kind === 'api_key' ? t('audit.byKey', { name }) : name;
    },
  };
}
