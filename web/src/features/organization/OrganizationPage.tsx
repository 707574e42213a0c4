// SPDX-License-Identifier: MIT
// What holds for the whole organisation: its name, the currency of its prices, the clock of its reports, the
// language of its mails. Everybody may read it; who may not change it sees it without the form.

import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../api/me';
import type { Organization } from '../../api/types';
import { FactList } from '../../ui/FactList';
import { languageName } from '../../ui/LanguageSelect';
import { Loadable } from '../../ui/Loadable';
import { PageBody, Section } from '../../ui/PageBody';
import { PageHeader } from '../../ui/PageHeader';
import { usePageTitle } from '../../ui/usePageTitle';
import { OrganizationForm } from './OrganizationForm';
import { useOrganization } from './queries';

export default function OrganizationPage() {
  const { t } = useTranslation();
  const can = useCan();
  usePageTitle(t('organization.title'));
  return (
    <>
      <PageHeader title={t('organization.title')} />
      <PageBody width="text">
        <Loadable
          query={useOrganization()}
          failed={t('organization.failed')}
          skeleton={<Skeleton height={280} radius="lg" aria-label={t('common.loading')} />}
        >
          {(organization) =>
            can('organization:update') ? (
              <Section title={t('organization.settings')} text={t('organization.text')}>
                <OrganizationForm organization={organization} />
              </Section>
            ) : (
              <Section title={t('organization.settings')} text={t('organization.readOnly')}>
                <Facts organization={organization} />
              </Section>
            )
          }
        </Loadable>
      </PageBody>
    </>
  );
}

function Facts({ organization }: { organization: Organization }) {
  const { t } = useTranslation();
  const { name, currency, time_zone, language } = organization;
  return (
    <FactList
      facts={[
        { label: t('organization.fields.name'), value: name },
        { label: t('organization.fields.currency'), value: currency },
        { label: t('organization.fields.time_zone'), value: time_zone },
        { label: t('organization.fields.language'), value: languageName(language) },
      ]}
    />
  );
}
