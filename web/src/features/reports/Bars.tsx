// SPDX-License-Identifier: MIT
// Bars, upright for months and lying for names, in the panel's own colours. Only for the eye: the table beside has the
// same figures.

import { BarChart } from '@mantine/charts';
import '@mantine/charts/styles.layer.css';
import '@mantine/core/styles/ColorSwatch.layer.css';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/format';
import classes from './Bars.module.css';
import type { Measure } from './period';
import { useSum } from './ReportCard';

export interface Series {
  name: string;
  label: string;
  color: string;
}

interface BarsProps {
  data: Record<string, string | number>[];
  series: Series[];
  measure: Measure;
  isStacked: boolean;
  isLying?: boolean;
}

const HEIGHT = 260;
const ROW_HEIGHT = 34;
const AXES_HEIGHT = 70;
const NAMES_WIDTH = 120;

export function Bars({ data, series, measure, isStacked, isLying = false }: BarsProps) {
  const format = useFormat();
  const sum = useSum();
  const short = useShortNumbers();
  const write = (value: number) => (measure === 'amount' ? sum(value) : format.number(value));
  return (
    <BarChart
      className={classes.root ?? ''}
      h={isLying ? data.length * ROW_HEIGHT + AXES_HEIGHT : HEIGHT}
      data={data}
      dataKey="name"
      series={series}
      type={isStacked ? 'stacked' : 'default'}
      orientation={isLying ? 'vertical' : 'horizontal'}
      withLegend
      legendProps={{ verticalAlign: 'bottom', height: 36, itemSorter: null }}
      gridAxis={isLying ? 'y' : 'x'}
      maxBarWidth={42}
      valueFormatter={write}
      barProps={{ isAnimationActive: false }}
      barChartProps={{ accessibilityLayer: false }}
      {...(isLying
        ? {
            yAxisProps: { width: NAMES_WIDTH },
            xAxisProps: { tickFormatter: short, allowDecimals: false },
          }
        : { yAxisProps: { tickFormatter: short, allowDecimals: false, width: 56 } })}
    />
  );
}

/** "1,2 млн": an axis has no room for more. */
function useShortNumbers(): (value: number) => string {
  const { i18n } = useTranslation();
  const language = i18n.resolvedLanguage ?? 'ru';
  return useMemo(() => {
    const locale = language === 'kk' ? 'ru' : language;
    const format = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
    return (value) => format.format(value);
  }, [language]);
}
