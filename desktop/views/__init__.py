"""What a person sees and touches: screens, applets and the parts they are made of."""
