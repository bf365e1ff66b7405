import {
  ActionIcon,
  Button,
  Checkbox,
  createTheme,
  type MantineColorsTuple,
  Modal,
  NumberInput,
  Radio,
  Select,
  Textarea,
  TextInput,
} from '@mantine/core'

/** Water under a slipway: the one colour that says "you can act here". */
const harbor: MantineColorsTuple = [
  '#edf6fa',
  '#d8eaf2',
  '#aed3e3',
  '#82bbd3',
  '#5fa7c6',
  '#4a9abd',
  '#3889ad',
  '#26748f',
  '#17647f',
  '#085269',
]

/** Greys with a trace of the same blue, so that surfaces and text belong together. */
const gray: MantineColorsTuple = [
  '#f6f8f9',
  '#eef2f4',
  '#e2e8ec',
  '#d3dbe1',
  '#bcc7cf',
  '#94a2ad',
  '#5f6e7a',
  '#465460',
  '#2e3943',
  '#1a222a',
]
const dark: MantineColorsTuple = [
  '#d5dce2',
  '#b4bec7',
  '#8d99a4',
  '#65727e',
  '#39444f',
  '#2b353e',
  '#212a32',
  '#182027',
  '#12181e',
  '#0c1116',
]

export const theme = createTheme({
  primaryColor: 'harbor',
  primaryShade: { light: 8, dark: 7 },
  colors: { harbor, gray, dark },
  white: '#ffffff',
  black: '#18212a',
  defaultRadius: 'sm',
  radius: { xs: '3px', sm: '5px', md: '8px', lg: '12px', xl: '20px' },
  fontFamily:
    'Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif',
  fontFamilyMonospace:
    '"JetBrains Mono", ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.4' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.25rem', xl: '1.75rem' },
  headings: {
    fontWeight: '620',
    sizes: {
      h1: { fontSize: '1.25rem', lineHeight: '1.3' },
      h2: { fontSize: '0.9375rem', lineHeight: '1.4' },
      h3: { fontSize: '0.875rem', lineHeight: '1.4' },
    },
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Button: Button.extend({ defaultProps: { size: 'sm' } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray' } }),
    TextInput: TextInput.extend({ defaultProps: { size: 'sm' } }),
    Textarea: Textarea.extend({ defaultProps: { size: 'sm' } }),
    NumberInput: NumberInput.extend({ defaultProps: { size: 'sm' } }),
    Select: Select.extend({ defaultProps: { size: 'sm', allowDeselect: false } }),
    Checkbox: Checkbox.extend({ defaultProps: { size: 'sm' } }),
    Radio: Radio.extend({ defaultProps: { size: 'sm' } }),
    Modal: Modal.extend({
      defaultProps: {
        centered: true,
        radius: 'md',
        padding: 'lg',
        overlayProps: { backgroundOpacity: 0.45 },
      },
      styles: { title: { fontSize: '1rem', fontWeight: 620 } },
    }),
  },
})
