"""Sentences of the codes that travel in addresses (``?erreur=``, ``?info=``); an unknown code says nothing."""

from __future__ import annotations

from presantra.domain.errors import BadCredentials, Busy, DatabaseUnavailable, LinkInvalid, SessionExpired, WrongProof
from presantra.domain.typography import french

_ERRORS = {
    "identifiants": (
        f"{BadCredentials.default_sentence} Après plusieurs essais, patientez quelques minutes "
        "ou utilisez « Mot de passe oublié ? »."
    ),
    "vide": "Saisissez votre mot de passe.",
    "session": SessionExpired.default_sentence,
    "occupe": Busy.default_sentence,
    "indisponible": DatabaseUnavailable.default_sentence,
    "lien": LinkInvalid.default_sentence,
    "differents": "Les deux mots de passe ne sont pas identiques. Saisissez-les à nouveau.",
    "faible": (
        "Ce mot de passe est trop court ou trop facile à deviner : choisissez au moins 15 caractères "
        "(12 avec la double authentification), "
        "par exemple quatre mots sans rapport entre eux."
    ),
    "provisoire": "Choisissez un autre mot de passe que celui que vous avez reçu par e-mail.",
    "fichier": "Choisissez un fichier avant de l’envoyer.",
    "import-occupe": "Un fichier est déjà en cours de lecture : attendez qu’il s’affiche, puis recommencez.",
    "entreprise": "Cette entreprise n’est plus rattachée à votre compte : le fichier n’a pas été lu.",
    "document-refuse": (
        "Vos droits dans cette entreprise ne le permettent pas, ou elle n’est plus rattachée à votre compte : rien n’a "
        "été fait."
    ),
    "lien-courrier": (
        "Ce lien n’est plus valable : il a déjà servi, il a expiré, une autre demande l’a remplacé ou le courrier est "
        "déjà parti."
    ),
    "preuve": WrongProof.default_sentence,
    "attente": "Trop d’essais. Patientez quelques minutes, puis recommencez.",
    "etape-code": "L’étape du code a expiré : saisissez à nouveau votre adresse et votre mot de passe.",
    "lien-adresse": (
        "Ce lien n’est plus valable : il a déjà servi, il a expiré ou une autre demande l’a remplacé. "
        "Votre adresse n’a pas changé."
    ),
    "invitation": (
        "Cette invitation n’est plus valable : elle a déjà servi, elle a expiré ou elle a été annulée. "
        "Demandez-en une nouvelle à la personne qui vous a invité."
    ),
    "identite": "Indiquez votre nom, votre prénom et votre fonction.",
    "adresse-prise": (
        "Votre ancienne adresse est maintenant celle d’un autre compte. Appelez le service : "
        "il vous aidera à retrouver le vôtre."
    ),
    "etape": "La vérification de votre code adhérent a expiré. Saisissez à nouveau vos identifiants pour continuer.",
}
ERRORS: dict[str, str] = {code: french(sentence) for code, sentence in _ERRORS.items()}
INFOS: dict[str, str] = {
    "mot-de-passe": "Votre mot de passe est enregistré. Connectez-vous avec ce nouveau mot de passe.",
    "deconnexion": "Vous êtes déconnecté.",
    "adresse-confirmee": "Votre nouvelle adresse est confirmée : connectez-vous avec elle.",
    "adresse-retablie": (
        "Votre adresse est rétablie et toutes les sessions sont fermées. Un lien pour choisir un nouveau mot de passe "
        "vient de vous être envoyé."
    ),
    "compte-ferme": "Votre compte est fermé. Un e-mail vous dit jusqu’à quand le service peut le rouvrir.",
    "export": "Votre identité est confirmée. Relancez l’export : il partira aussitôt.",
    "document-depose": "Le document est déposé et transmis au service.",
    "courrier-demande": "Le service est prié d’envoyer le nouveau courrier à l’adresse postale de l’entreprise.",
    "cle-ajoutee": "La clé d’accès est ajoutée : elle permet maintenant de vous connecter.",
}
