"""What the employer owes beside the visits: absences, attestations, end of exposure, liste complémentaire."""
