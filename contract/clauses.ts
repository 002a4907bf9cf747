/** Where a requirement comes from: the vendor's documents clause by clause, RFC 6749, or good practice. */
export type ClauseId = `S000-${number}` | `S001-${number}` | `S002-${number}` | 'RFC' | 'G';

export type Source = {
  readonly id: 'S000' | 'S001' | 'S002' | 'RFC' | 'G';
  readonly title: string;
};

export const SOURCES: readonly Source[] = [
  { id: 'S000', title: 'ESS Accreditation Programme' },
  { id: 'S001', title: 'ESS Service Updates, February 2022' },
  { id: 'S002', title: 'SIMS ID TI Client Credential APIs' },
  { id: 'RFC', title: 'RFC 6749, The OAuth 2.0 Authorization Framework' },
  { id: 'G', title: 'Good practice' },
];

/** A clause of one of the vendor's documents, in our own words. */
export type Clause = {
  readonly id: ClauseId;
  /** Words by which the place is found in the document. */
  readonly at: string;
  readonly says: string;
  /** What no test can show, and somebody must: a document, a signature, a habit. */
  readonly person?: string;
  /** Why it asks nothing of an agent that keeps credentials; such a clause is listed all the same, for completeness. */
  readonly aside?: string;
};

export const CLAUSES: readonly Clause[] = [
  {
    id: 'S000-1',
    at: 'a Support Contract must be in place',
    says: 'Before an integration is accredited, integrator and vendor have a support contract.',
    person: 'The support contract.',
  },
  {
    id: 'S000-2',
    at: 'integrations with a local component, years 1 and 2+',
    says: 'Code that runs on a school’s hardware is reviewed in the first year; later changes are notified and shown on request.',
    person: 'The source code for review, and the list of changes; only for products with a local component.',
  },
  {
    id: 'S000-3',
    at: 'Every year: TIs confirm in writing',
    says: 'Each year the integrator confirms in writing that no client secret or password is kept in clear text outside a recognised secure store.',
    person:
      'The written confirmation. The canary scan supports it for the agent that was judged, and for nothing else of the product.',
  },
  {
    id: 'S000-4',
    at: 'a suitable Penetration Test within the last 12 months',
    says: 'A web-hosted product has had a penetration test in the last twelve months, by a named and independent third party.',
    person: 'The report of the penetration test and the name of who made it.',
  },
  {
    id: 'S000-5',
    at: 'All Medium / High alerts must be addressed',
    says: 'What the penetration test rated medium or high is mended, or being mended.',
    person: 'The list of those alerts and where each stands.',
  },
  {
    id: 'S000-6',
    at: 'TIs must not share their ‘internal’ security issues',
    says: 'Security issues that are not resolved yet are not sent to the vendor: only who needs to know may know.',
    person: 'Before a report like this one is sent on, every finding of the SEC family is mended and the run repeated.',
  },
  {
    id: 'S000-7',
    at: 'all communications are via SSL',
    says: 'The integrator warrants that everything travels by TLS or another accredited secure transfer.',
    person: 'The warranty, for the whole product.',
  },
  {
    id: 'S000-8',
    at: 'They will secure any keys and secrets obtained from SIMS ID',
    says: 'Whoever uses web access through SIMS ID warrants to secure the keys and secrets it gets there.',
    person: 'The warranty, and how the key vault itself is run: who may open it, where its backups are.',
  },
  {
    id: 'S000-9',
    at: 'within 7 working days of any change',
    says: 'Application and published documents are brought up to date within seven working days of a change.',
    person: 'The date of the last change and of the documents.',
  },
  {
    id: 'S000-10',
    at: 'For backup and timetable providers',
    says: 'Providers of backups and timetables list what their product claims to do and by which technical means.',
    person: 'That list; only for such products.',
  },
  {
    id: 'S000-11',
    at: 'Integration Efficiency Feedback',
    says: 'Feedback on how to be gentler with schools and with SIMS is answered in good faith within twelve months, or accreditation is lost.',
    person:
      'What feedback there was and what was done about it. The efficiency figures of this report show where the agent stands today.',
  },
  {
    id: 'S000-12',
    at: 'Customer Validation',
    says: 'Three customers a year answer the vendor’s questions to its satisfaction.',
    person: 'The names of three customers, and follow-up where one was not content.',
  },
  {
    id: 'S001-1',
    at: 'weekly maintenance and upgrades works',
    says: 'SIMS ID is away every week for maintenance, at hours that are announced elsewhere.',
  },
  {
    id: 'S001-2',
    at: 'URL Encoded Clients and Secrets',
    says: 'For Basic authentication the STS takes client ids and secrets both form-encoded and as they are.',
  },
  {
    id: 'S001-3',
    at: 'bind RAP API client with the assigned partner scopes',
    says: 'A client of the partner API gets what its assigned scopes and its own sites allow, and no more.',
  },
  {
    id: 'S001-4',
    at: 'when they are linked to the sites',
    says: 'Data of a site is shown only to clients that are linked to it; a site that is not linked is refused.',
  },
  {
    id: 'S001-5',
    at: 'DeX API Data Permissions',
    says: 'An application names the data it needs (securables), and a school grants them when it installs the application.',
    aside: 'About the data behind the credentials; the suite imitates no data API.',
  },
  {
    id: 'S001-6',
    at: 'all other sections',
    says: 'News about profiles, passwords, mail addresses, two-factor sign-in and Active Directory.',
    aside: 'About people who sign in, not about programs that keep credentials.',
  },
  {
    id: 'S002-1',
    at: 'Step #1: Harvest the Application ID',
    says: 'The application is named by the GUID from App Management; the integers seen elsewhere do not work.',
    person: 'That the application id of production is that GUID; each round here gives the agent one of its own.',
  },
  {
    id: 'S002-2',
    at: 'Step #2: a set of credentials, Bearer token call',
    says: 'The integrator’s own client id and secret, from the partner team, are exchanged for a bearer token that goes with each call.',
    person: 'How those credentials came to the integrator and who has seen them on the way.',
  },
  {
    id: 'S002-3',
    at: 'Step #3: the list of customers',
    says: 'GetSiteByApplication lists the sites that use the application, with their OrganisationId and whether they are authorised.',
  },
  {
    id: 'S002-4',
    at: 'iterate through all the sites',
    says: 'For each of those organisations, Clients gives its credentials.',
  },
  {
    id: 'S002-5',
    at: 'ignore the field in automation',
    says: 'OCPAIMKey comes and goes, is the same for all, and is to be ignored.',
  },
  {
    id: 'S002-6',
    at: 'The key fields needed',
    says: 'What counts is the organisation id, the client id and the secret.',
  },
  {
    id: 'S002-7',
    at: 'a full copy of the data each time',
    says: 'Each time everything is copied, so that what is gone upstream goes away in the copy, too.',
  },
  {
    id: 'S002-8',
    at: 'cached in their system and not looked up on the fly',
    says: 'Credentials are kept by the integrator and served from there, not fetched when needed.',
  },
  {
    id: 'S002-9',
    at: 'secured to the maximum … key vaults',
    says: 'Whoever has these credentials has the data of every school: they stay inside the key vaults of the data centre.',
    person: 'How the production vault is run. What a test sees is the agent, its files and its words.',
  },
  {
    id: 'S002-10',
    at: 'Please contact us immediately … re-issue / suspend',
    says: 'In case of concern the vendor is told at once, and re-issues or suspends credentials.',
    person: 'Who calls whom when somebody with access leaves or a leak is suspected.',
  },
  {
    id: 'S002-11',
    at: 'no plans … to proactively notify partner systems of change',
    says: 'Nothing tells an integrator of a change: it has to ask regularly.',
    person: 'The schedule of the syncs in production.',
  },
];

/** What a clause is called in lists: its source, and the words by which it is found. */
export function clauseTitle(id: ClauseId): string {
  if (id === 'RFC' || id === 'G') return SOURCES.find(source => source.id === id)?.title ?? id;
  const clause = CLAUSES.find(each => each.id === id);
  const source = SOURCES.find(each => id.startsWith(each.id));
  return clause && source ? `${source.title}: ${clause.at}` : id;
}
