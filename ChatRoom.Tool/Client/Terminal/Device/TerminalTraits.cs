namespace ChatRoom.Client.Terminal.Device;

/// <summary>What the environment says about a terminal, which cannot be asked.</summary>
/// <param name="IsDumb">It knows no escape sequences.</param>
/// <param name="ShowsUtf8">It shows characters outside ASCII. False only where the locale says so: most who set none have terminals that do.</param>
internal sealed record TerminalTraits(bool IsDumb, bool ShowsUtf8)
{
    /// <summary>The first that is set decides, as everywhere on Unix.</summary>
    private static readonly string[] LocaleVariables = ["LC_ALL", "LC_CTYPE", "LANG"];

    public static TerminalTraits FromEnvironment(Func<string, string?> variable, bool isWindows) => isWindows
        ? new TerminalTraits(variable("TERM") == "dumb", ShowsUtf8: true)
        : new TerminalTraits(variable("TERM") is null or "" or "dumb", IsUtf8(Locale(variable)));

    private static string Locale(Func<string, string?> variable) =>
        LocaleVariables.Select(variable).FirstOrDefault(value => !string.IsNullOrEmpty(value)) ?? "";

    private static bool IsUtf8(string locale)
    {
        if (locale is "C" or "POSIX")
        {
            return false;
        }

        // As in de_DE.UTF-8@euro.
        var dot = locale.IndexOf('.', StringComparison.Ordinal);
        var charset = dot < 0 ? "" : locale[(dot + 1)..].Split('@')[0];
        return charset.Length == 0 || charset.Replace("-", "", StringComparison.Ordinal).Equals("utf8", StringComparison.OrdinalIgnoreCase);
    }
}
