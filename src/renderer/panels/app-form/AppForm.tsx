import { Button, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { type FormEvent, type ReactNode, type RefObject, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormPart } from '../../schema-form/FormPart.tsx'
import { GroupFields } from '../../schema-form/GroupView.tsx'
import { Callout } from '../../ui/Callout.tsx'
import classes from './app-form.module.css'
import { isEssential } from './essential.ts'
import type { AppForm as AppFormState } from './use-app-form.ts'
import { useSuggestions } from './use-suggestions.ts'

interface AppFormProps {
  readonly form: AppFormState
  /** Above the fields: which kind of source, which host. */
  readonly choices?: ReactNode
  /** A failure that belongs to no field. */
  readonly failure: ReactNode
  /** `submitter` is the name of the button that was used. */
  readonly onSubmit: (submitter: string) => void
  readonly buttons: ReactNode
}

/** The form for an app, drawn from its source's schema. Essentials first, the rest on request. */
export function AppForm({ form, choices, failure, onSubmit, buttons }: AppFormProps) {
  const { t } = useTranslation('apps')
  const { sourceNode, behaviourNode, errors, clearErrors } = form
  const essentials = new Set(
    sourceNode.nodes.filter(({ field }) => isEssential(field)).map(({ field }) => field.name),
  )
  const [isMoreOpen, setMoreOpen] = useState(false)
  const element = useRef<HTMLFormElement>(null)
  const moreId = useId()
  const hasHiddenError = Object.keys(errors).some(
    (path) => path !== 'name' && !(path.startsWith('source.') && essentials.has(path.split('.')[1] ?? '')),
  )
  useFocusFirstError(element, form, hasHiddenError && !isMoreOpen, () => setMoreOpen(true))
  const count = Object.keys(errors).length

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const { nativeEvent } = event
    const button = nativeEvent instanceof SubmitEvent ? nativeEvent.submitter : null
    onSubmit(button instanceof HTMLButtonElement ? button.name : '')
  }

  const suggestions = useSuggestions(sourceNode)
  const context = { errors, suggestions, onTouch: clearErrors }
  return (
    <form ref={element} onSubmit={submit} noValidate className={classes['form']}>
      <Stack gap="lg">
        {choices}
        <TextInput
          label={t('form.name.label')}
          description={t('form.name.help')}
          data-path="name"
          required
          autoComplete="off"
          spellCheck={false}
          value={form.name}
          error={errors['name']}
          onChange={(event) => {
            form.setName(event.currentTarget.value)
            clearErrors('name')
          }}
        />
        <FormPart {...context} text={form.sourceText} prefix="source">
          <GroupFields
            node={sourceNode}
            path=""
            onChange={form.setSource}
            isShown={(name) => essentials.has(name)}
            isSingleColumn
          />
        </FormPart>

        <section className={classes['more']}>
          <button
            type="button"
            className={classes['moreButton']}
            aria-expanded={isMoreOpen}
            aria-controls={moreId}
            onClick={() => setMoreOpen(!isMoreOpen)}
          >
            <IconChevronDown size={18} aria-hidden />
            <span className={classes['moreTitle']}>{t('form.more')}</span>
            <Text span size="sm" c="dimmed">
              {t('form.moreHelp')}
            </Text>
          </button>
          <div id={moreId} hidden={!isMoreOpen}>
            <Stack gap="lg" pt="md">
              <FormPart {...context} text={form.sourceText} prefix="source">
                <GroupFields
                  node={sourceNode}
                  path=""
                  onChange={form.setSource}
                  isShown={(name) => !essentials.has(name)}
                />
              </FormPart>
              <Title order={2}>{t('form.behaviour')}</Title>
              <FormPart {...context} text={form.behaviourText} prefix="">
                <GroupFields node={behaviourNode} path="" onChange={form.setBehaviour} />
              </FormPart>
            </Stack>
          </div>
        </section>

        {count === 0 ? null : <Callout tone="bad">{t('form.invalid', { count })}</Callout>}
        {failure}
        <Group gap="xs" className={classes['buttons']}>
          {buttons}
        </Group>
      </Stack>
    </form>
  )
}

/** After a refusal the focus goes to the first field that is marked, also when it has to be unfolded first. */
function useFocusFirstError(
  form: RefObject<HTMLFormElement | null>,
  { errors, refusals }: Pick<AppFormState, 'errors' | 'refusals'>,
  isHidden: boolean,
  unfold: () => void,
): void {
  const seen = useRef(refusals)
  const unfoldNow = useRef(unfold)
  unfoldNow.current = unfold
  useEffect(() => {
    if (refusals === seen.current) return
    // Unfolding draws again and comes back here with the same refusal, which is still to be seen.
    if (isHidden) {
      unfoldNow.current()
      return
    }
    seen.current = refusals
    const fields = [...(form.current?.querySelectorAll<HTMLElement>('[data-path]') ?? [])]
    const first = fields.find(({ dataset }) => dataset['path'] !== undefined && dataset['path'] in errors)
    first?.focus()
    first?.scrollIntoView({ block: 'center' })
  }, [form, errors, refusals, isHidden])
}

export function SubmitButton({
  name,
  isPending,
  isSecondary = false,
  children,
}: {
  readonly name: string
  readonly isPending: boolean
  readonly isSecondary?: boolean
  readonly children: ReactNode
}) {
  return (
    <Button type="submit" name={name} loading={isPending} {...(isSecondary ? { variant: 'default' } : {})}>
      {children}
    </Button>
  )
}
