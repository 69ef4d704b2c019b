import { checkScreen, THEMES } from '../../support/check-screen'
import { expect, test } from '../../support/window'

for (const theme of THEMES) {
  test(`help has shortcuts, a glossary and explanations, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme })
    await page.keyboard.press('?')
    const shortcuts = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
    await expect(shortcuts).toContainText('list these shortcuts')
    await checkScreen(page, `shortcuts-${theme}`)
    await page.keyboard.press('Escape')
    await expect(shortcuts).toBeHidden()

    await page.getByRole('button', { name: 'Help' }).click()
    await page.getByRole('menuitem', { name: 'Glossary' }).click()
    const glossary = page.getByRole('dialog', { name: 'Glossary' })
    await glossary.getByLabel('Find a word').fill('dead?')
    await expect(shortcuts, 'a question mark in a field is text').toBeHidden()
    await expect(glossary).toContainText('No such word here')
    await glossary.getByLabel('Find a word').fill('')
    await checkScreen(page, `glossary-${theme}`)
    await page.keyboard.press('Escape')

    const source = page.getByRole('article', { name: 'Source' })
    await source.getByRole('button', { name: 'What is this?' }).click()
    await expect(page.getByText('The source makes events')).toBeVisible()
    await checkScreen(page, `what-is-this-${theme}`)
  })
}
