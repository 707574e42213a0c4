// SPDX-License-Identifier: MIT
// The one theme: colours, type, spacing, for both schemes. Surfaces and text are neutral, so that colour
// is left to mean health and nothing else; the accent is ink (dark on light, light on dark), and blue is
// only for focus and for where a dragged card will land. Stylesheets take every colour from here.

import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  localStorageColorSchemeManager,
  type MantineColorsTuple,
} from '@mantine/core';

/** public/boot.js reads the same key before the first paint. */
export const COLOR_SCHEME_KEY = 'sauda.color-scheme';
export const colorSchemeManager = localStorageColorSchemeManager({ key: COLOR_SCHEME_KEY });

const ink: MantineColorsTuple = [
  '#f6f6f8',
  '#e9e9ee',
  '#d3d4dc',
  '#b4b6c1',
  '#8b8d9b',
  '#6a6c79',
  '#4b4d58',
  '#33343c',
  '#1f2026',
  '#101114',
];

const gray: MantineColorsTuple = [
  '#f8f8fa',
  '#f1f1f4',
  '#e7e7ec',
  '#dcdce3',
  '#cdced6',
  '#adafba',
  '#868895',
  '#565863',
  '#3a3b43',
  '#26272d',
];

/** Mantine draws its dark scheme from this scale: text first, the page's ground at 7. */
const dark: MantineColorsTuple = [
  '#e8e8ed',
  '#b2b4c0',
  '#8d8f9c',
  '#55575f',
  '#33343b',
  '#2a2b31',
  '#1e1f24',
  '#17181c',
  '#131417',
  '#101114',
];

const red: MantineColorsTuple = [
  '#fef2f2',
  '#fde3e3',
  '#fbcaca',
  '#f6a3a3',
  '#ee7272',
  '#e04747',
  '#cf2f2f',
  '#b42323',
  '#8f1d1d',
  '#6b1717',
];

/** Popups stay inside the page's main landmark (src/ui/AppShell.tsx), where a screen reader looks. */
const IN_CONTENT = { target: '#content', reuseTargetNode: false };
const RAISED = { backgroundColor: 'var(--sauda-raised)' };
const DIALOG_TITLE = {
  fontSize: 'var(--mantine-font-size-lg)',
  fontWeight: 620,
  lineHeight: 1.3,
  overflowWrap: 'anywhere',
};

export const theme = createTheme({
  fontFamily: "'Onest Variable', system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif",
  fontFamilyMonospace:
    "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace",
  colors: { ink, gray, dark, red },
  primaryColor: 'ink',
  primaryShade: { light: 8, dark: 1 },
  variantColorResolver: (input) => {
    const colors = defaultVariantColorsResolver(input);
    const isAccent = input.color === undefined || input.color === input.theme.primaryColor;
    return input.variant === 'filled' && isAccent
      ? { ...colors, color: 'var(--sauda-on-accent)' }
      : colors;
  },
  black: '#1b1c20',
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '1.35', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.35' },
  spacing: { xs: '6px', sm: '10px', md: '16px', lg: '24px', xl: '32px' },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
  headings: {
    fontWeight: '620',
    sizes: {
      h1: { fontSize: '18px', lineHeight: '1.3' },
      h2: { fontSize: '16px', lineHeight: '1.35' },
      h3: { fontSize: '14px', lineHeight: '1.4' },
    },
  },
  components: {
    Button: { defaultProps: { size: 'sm' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    Tooltip: { defaultProps: { openDelay: 400, fz: 12, portalProps: IN_CONTENT } },
    Menu: {
      defaultProps: {
        shadow: 'md',
        radius: 'md',
        portalProps: IN_CONTENT,
        withInitialFocusPlaceholder: false,
      },
    },
    Modal: {
      defaultProps: { radius: 'lg', overlayProps: { backgroundOpacity: 0.4 } },
      styles: { content: RAISED, header: RAISED, title: DIALOG_TITLE },
    },
    Drawer: {
      defaultProps: { overlayProps: { backgroundOpacity: 0.3 } },
      styles: { content: RAISED, header: RAISED },
    },
  },
});

const light = {
  '--sauda-canvas': '#fbfbfc',
  '--sauda-column': '#f3f3f6',
  '--sauda-surface': '#ffffff',
  '--sauda-raised': '#ffffff',
  '--sauda-hover': '#ededf1',
  '--sauda-line': '#e5e5ea',
  '--sauda-line-strong': '#cdced6',
  '--sauda-on-accent': '#ffffff',
  '--sauda-text': '#1b1c20',
  '--sauda-text-soft': '#565863',
  '--sauda-text-faint': '#676974',
  '--sauda-focus': '#2f6fed',
  '--sauda-drop': 'rgb(47 111 237 / 8%)',
  '--sauda-ok': '#1f9d57',
  '--sauda-ok-text': '#14733d',
  '--sauda-ok-soft': '#e6f4ec',
  '--sauda-slow': '#d08a0b',
  '--sauda-slow-text': '#855400',
  '--sauda-slow-soft': '#fbf1dc',
  '--sauda-down': '#dc3d3d',
  '--sauda-down-text': '#b42323',
  '--sauda-down-soft': '#fdeaea',
  '--sauda-unknown': '#9a9ca8',
  '--sauda-unknown-text': '#5f616c',
  '--sauda-unknown-soft': '#ececf0',
  '--sauda-spark': '#8b8d9b',
  '--sauda-shadow-card': '0 1px 2px rgb(16 17 20 / 5%)',
  '--sauda-shadow-lifted': '0 10px 28px rgb(16 17 20 / 16%), 0 2px 6px rgb(16 17 20 / 8%)',
  '--mantine-color-body': '#fbfbfc',
  '--mantine-primary-color-contrast': '#ffffff',
  '--mantine-color-dimmed': '#565863',
  '--mantine-color-placeholder': '#6b6d78',
  '--mantine-color-error': '#b42323',
  '--mantine-color-default-border': '#dcdce2',
};

const darkScheme: typeof light = {
  '--sauda-canvas': '#101114',
  '--sauda-column': '#16171b',
  '--sauda-surface': '#1d1e23',
  '--sauda-raised': '#18191d',
  '--sauda-hover': '#25262c',
  '--sauda-line': '#292a31',
  '--sauda-line-strong': '#43454e',
  '--sauda-on-accent': '#101114',
  '--sauda-text': '#ececf1',
  '--sauda-text-soft': '#abadb9',
  '--sauda-text-faint': '#9496a3',
  '--sauda-focus': '#6ea0ff',
  '--sauda-drop': 'rgb(110 160 255 / 10%)',
  '--sauda-ok': '#35b36f',
  '--sauda-ok-text': '#62cf94',
  '--sauda-ok-soft': '#16291f',
  '--sauda-slow': '#dfa02b',
  '--sauda-slow-text': '#ecb95a',
  '--sauda-slow-soft': '#2d2413',
  '--sauda-down': '#ee5a5a',
  '--sauda-down-text': '#ff8f8f',
  '--sauda-down-soft': '#331b1d',
  '--sauda-unknown': '#6d6f7b',
  '--sauda-unknown-text': '#a3a5b1',
  '--sauda-unknown-soft': '#25262c',
  '--sauda-spark': '#7d7f8c',
  '--sauda-shadow-card': '0 1px 2px rgb(0 0 0 / 30%)',
  '--sauda-shadow-lifted': '0 12px 32px rgb(0 0 0 / 55%), 0 2px 8px rgb(0 0 0 / 40%)',
  '--mantine-color-body': '#101114',
  '--mantine-primary-color-contrast': '#101114',
  '--mantine-color-dimmed': '#abadb9',
  '--mantine-color-placeholder': '#8f919e',
  '--mantine-color-error': '#ff8f8f',
  '--mantine-color-default-border': '#34353d',
};

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {
    '--sauda-nav-width': '228px',
    '--sauda-bar-height': '56px',
    '--sauda-ease': 'cubic-bezier(0.2, 0, 0, 1)',
  },
  light,
  dark: darkScheme,
});
