"""What people and payroll programs call the columns. Rules are read in order: the first that matches decides.

Patterns are matched whole against folded headings (no accent, no capital, no mark).
"""

from typing import Final

from presantra.domain.imports.meanings import Column, Meaning

LEFT_OUT: Final = Meaning(Column.IGNORED)


RULES: Final[tuple[tuple[Meaning, tuple[str, ...]], ...]] = (
    (Meaning(Column.ENTRY_DATE), (r"(?:hire|hiring|start|entry) date", r"date of hire")),
    (Meaning(Column.DEPARTURE_DATE), (r"(?:leaving|termination|exit) date",)),
    (Meaning(Column.SEX), (r"gender|sex",)),
    (Meaning(Column.BIRTH_DATE), (r"(?:birth date|date of birth|birthdate|dob)",)),
    (Meaning(Column.MATRICULE), (r"(?:employee|staff|personnel) (?:id|number|no)",)),
    (Meaning(Column.CONTRACT_TYPE), (r"contract type|type of contract",)),
    (Meaning(Column.EMAIL), (
        r"(?:e ?)?mails?", r"courriels?", r"mel", r"messagerie", r"adresse electronique", r"e ?mail \w+",
    )),
    (Meaning(Column.EMAIL), (r".*\b(?:mails?|email|courriels?|electronique)\b.*\b(?:pro\w*)\b.*",)),
    (Meaning(Column.EMAIL, 1), (r".*\b(?:mails?|email|courriels?|electronique)\b.*",)),
    (Meaning(Column.PHONE, 1), (r".*\b(?:portable|mobile|gsm)\b.*",)),
    (Meaning(Column.PHONE), (r"(?:n |no |num |numero )?(?:de )?(?:tel|telephone|phone|tels)(?: du salarie)?",)),
    (Meaning(Column.PHONE, 2), (r".*\b(?:tel|telephones?|phone|fixe)\b.*",)),
    (Meaning(Column.LAST_VISIT_DATE), (
        r"(?:date )?(?:de la |de )?(?:der(?:n|nier|niere)?s? )?(?:visite|vm|examen)(?: medicale?)?(?: le| date)?",
        r"date (?:de )?(?:la )?(?:der\w* )?(?:visite|vm|examen)\b.*", r".*\b(?:visite|vm|examen)\b.* date",
        r"vip(?: le)?",
    )),
    (LEFT_OUT, (r".*\bprochaine?s?\b.*", r".*\becheance\b.*",)),
    (Meaning(Column.LAST_VISIT_KIND), (
        r"(?:type|nature)\b.*\b(?:visite|vm|examen)\b.*", r".*\b(?:visite|vm|examen)\b.* (?:type|nature)",
    )),
    (LEFT_OUT, (
        r".*\b(?:lieu|commune|ville|pays|departement|dept|dpt|cp)\b.*\bnaissance\b.*",
        r".*\bnaissance\b.*\b(?:lieu|commune|ville|pays|departement|dept|dpt|cp)\b.*",
    )),
    (Meaning(Column.BIRTH_NAME), (
        r".*\b(?:nom|noms) (?:de |d )?(?:jeune fille|naissance|famille|patronymique|origine|jf)\b.*", r"patronyme",
        r"nom patronyme", r"nom jf", r"nom de naiss\w*", r"nom naiss\w*",
    )),
    (Meaning(Column.USAGE_NAME), (
        r".*\bnom (?:d |de |du )?(?:usage|marital|epouse?|mari|mariee|conjoint|femme mariee)\b.*", r"epouse",
        r"nom usuel", r"nom d usage.*", r"nom dusage",
    )),
    (Meaning(Column.FULL_NAME, 1), (
        r".*\bprenoms? (?:et|&)? ?noms?\b.*", r".*\bnoms? (?:et|&|de naissance et)? ?prenoms?\b.*", r"nom complet",
        r"nom prenom\b.*", r"identite", r"salaries?", r"collaborat\w*", r"employes?", r"personnel", r"agent",
        r"nom du (?:salarie|collaborateur)",
    )),
    (Meaning(Column.FIRST_NAME, 3), (
        r"prenoms? d usage", r"prenoms? usuels?", r"autres? prenoms?", r"prenoms? (?:2|secondaires?)",
        r"(?:2|deuxieme|second) prenoms?",
    )),
    (Meaning(Column.FIRST_NAME), (
        r"(?:premiers? |1er )?prenoms?(?: s)?(?: 1)?(?: (?:du )?(?:salarie|collaborateur|usuel))?", r"pr[eé]nom\b.*",
        r"first name",
    )),
    (Meaning(Column.BIRTH_NAME, 1), (
        r"noms?(?: s)?(?: du)?(?: (?:salarie|collaborateur|famille))?", r"last name", r"name",
    )),
    (Meaning(Column.BIRTH_DATE), (
        r".*\b(?:naissance|naiss|ne e|nee|ne le|ddn|dnaiss|dn|birth\w*|anniversaire)\b.*", r"date naiss\w*",
    )),
    (Meaning(Column.SEX), (r"sexe?s?", r"genre", r"h f", r"f h", r"m f", r"f m", r"homme femme",)),
    (Meaning(Column.SEX, 1), (r"civilites?", r"civ", r"titre", r"politesse", r"qualite",)),
    (Meaning(Column.DEPARTURE_REASON), (
        r".*\b(?:motifs?|causes?|raisons?)\b.*\b(?:sorties?|depart|fin|rupture|radiation)\b.*", r"motif",
    )),
    (LEFT_OUT, (r".*\bmotif\b.*",)),
    (Meaning(Column.PLANNED_END_DATE), (
        r".*\b(?:fin|terme)\b.*\b(?:prevue?|previsionnelle?|cdd|contrat determine|mission)\b.*",
        r".*\bprevue?\b.*\bfin\b.*", r".*\bterme\b.*", r".*\b(?:sortie|depart) prevue?\b.*",
    )),
    (Meaning(Column.DEPARTURE_DATE), (
        r".*\b(?:sortie|depart|radiation|rupture|sorti e?)\b.*", r"sorti", r"parti(?: le)?",
        r"fin (?:d )?(?:activite|emploi)\b.*",
    )),
    (Meaning(Column.PLANNED_END_DATE, 1, sure=False), (
        r"(?:date )?(?:de )?fin(?: (?:de )?(?:contrat|ctr))?", r"fin (?:du )?contrat", r"contrat fin",
        r".*\bcontrat\b.*\bfin\b.*", r"au", r".*\bfin\b.*\bcontrat\b.*", r".*\bcontrat au",
    )),
    (Meaning(Column.ENTRY_DATE), (
        r".*\b(?:entree|arrivee|embauch\w*|engagement|recrutement|prise de poste|prise de fonctions?)\b.*",
        r"entre e? le", r"entree",
    )),
    (Meaning(Column.ENTRY_DATE, 1), (
        r".*\b(?:debut|depuis)\b.*", r"du", r"contrat du", r".*\bcontrat\b.*\bdate\b.*", r"date (?:de |du )?contrat",
    )),
    (Meaning(Column.ENTRY_DATE, 3, sure=False), (r"(?:date )?(?:d )?anciennete", r"date d anciennete.*",)),
    (Meaning(Column.PCS_CODE), (
        r".*\bpcs\b.*", r".*\bcsp\b.*", r"(?:code )?insee (?:emploi|profession)",
        r".*\bprofession (?:et )?categorie\b.*", r"pcsese",
    )),
    (Meaning(Column.IDCC), (r".*\bidcc\b.*", r"(?:code )?convention(?: collective)?", r"ccn",)),
    (Meaning(Column.WORKING_TIME), (
        r".*\b(?:temps|tps|duree|quotite|modalite)\b.*\btravail\b.*", r"temps", r"temps (?:plein|complet|partiel).*",
        r"tp tc", r"tc tp", r"quotite", r"(?:temps )?(?:plein|complet) partiel", r"etp", r"taux d activite",
        r"taux activite",
    )),
    (Meaning(Column.CONTRACT_TYPE), (
        r"(?:types?|natures?|cat\w*|libelle|nat|statut|code|forme) ?(?:de |du |d )?(?:contrats?"
        r"|ctr)(?: de travail)?\b.*", r"contrats?(?: de travail)?", r".*\bcontrats? (?:types?|natures?)",
        r"contrat cdi cdd", r"cdi cdd.*",
    )),
    (Meaning(Column.OTHER_EMPLOYERS), (
        r"(?:autres?|plusieurs|multi\w*) employeurs?.*", r"pluri ?employeurs?", r"employeurs? multiples?",
        r"multi employeurs?",
    )),
    (Meaning(Column.SITUATIONS), (
        r".*\b(?:situations? de travail|risques?|expositions?|type de suivi|suivi|surveillance)\b.*", r"situations?",
        r"smr", r"sir",
    )),
    (Meaning(Column.SITUATIONS, 1, sure=False), (r"suivi\b.*", r"categorie de suivi",)),
    (Meaning(Column.ESTABLISHMENT), (
        r"(?:code |n |numero )?(?:etablissements?|etab|ets|agence|succursale|site|siret|adherent|code adherent)\b.*",
        r".*\bsiret\b.*", r"code (?:etablissement|etab|site|agence)", r"lieu de travail",
    )),
    (Meaning(Column.MATRICULE), (
        r"(?:n |no |num |numero |code )?(?:de |du |d )?(?:matricules?|mat|mle|matr)(?: (?:de )?(?:paie"
        r"|salarie|interne|rh))?", r".*\bmatricule\b.*",
    )),
    (Meaning(Column.MATRICULE, 1), (

        r"(?:n|no|num|numero|code|id|ref)(?: du| de)? ?(?:salarie|employe|collaborateur|agent|personnel|paie|interne)",
        r"(?:identifiant|reference)(?: (?:salarie|employe|interne))?",
    )),
    (Meaning(Column.JOB_TITLE), (
        r"(?:intitules?|libelles?|designation|nom)(?: du| de l| de| d)? ?(?:postes?|emplois?|fonctions?|metiers?).*",
        r"(?:postes?|emplois?)(?: (?:occupes?|de travail|actuels?|tenu|du salarie|s))*", r"fiche de poste",
        r"poste\b.*", r"emploi\b.*", r"postes? occupe e?",
    )),
    (Meaning(Column.JOB_TITLE, 1), (
        r"fonctions?\b.*", r"metiers?\b.*", r"profession\b.*", r"job.*", r".*\b(?:poste|emploi)\b.*",
    )),
    (Meaning(Column.JOB_TITLE, 2), (r"qualifications?\b.*", r"classification emploi", r"activite",)),
)  # fmt: skip
