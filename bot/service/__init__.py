"""What the product does while it runs, one file each.

Rule: no service imports another; what two of them need lies further down.
"""
