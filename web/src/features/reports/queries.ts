// SPDX-License-Identifier: MIT
// What the reports ask of the server. They cost it something, so they are read anew when asked for, not with each change.

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client';
import { useCan } from '../../api/me';
import type { operations } from '../../api/schema';
import type { Language } from '../../i18n';
import type { Day } from '../../ui/calendar';
import { daysOf, type Question } from './period';

type ExportQuery = NonNullable<operations['reportsPipelineExport']['parameters']['query']>;
export type Section = NonNullable<ExportQuery['section']>;
type Conditions = Omit<ExportQuery, 'section' | 'separator' | 'language'>;

const conditionsOf = ({ pipelineId, period, ownerId }: Question, today: Day): Conditions => ({
  ...daysOf(period, today),
  ...(pipelineId === null ? {} : { pipeline_id: pipelineId }),
  ...(ownerId === null ? {} : { owner_id: ownerId }),
});

export function useReport(question: Question, today: Day) {
  const query = conditionsOf(question, today);
  return useQuery({
    queryKey: ['reports', 'pipeline', query],
    queryFn: async ({ signal }) =>
      (await answerOf(api.GET('/reports/pipeline', { params: { query }, signal }))).data,
    placeholderData: keepPreviousData,
  });
}

export function usePipelines() {
  const can = useCan();
  return useQuery({
    queryKey: ['pipelines', 'names'],
    enabled: can('pipelines:read'),
    queryFn: async ({ signal }) => (await answerOf(api.GET('/pipelines', { signal }))).data,
  });
}

/** One table of the report as a file that opens in Excel. */
export async function exportSection(
  section: Section,
  question: Question,
  today: Day,
  language: Language,
): Promise<Blob> {
  const query = { ...conditionsOf(question, today), section, language };
  const options = { params: { query }, parseAs: 'blob' as const };
  return (await answerOf(api.GET('/reports/pipeline/export', options))).data as unknown as Blob;
}
