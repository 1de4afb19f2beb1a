namespace ChatRoom.Client.Terminal.Device;

/// <summary>The traits of a terminal by the environment; the terminal itself cannot be asked.</summary>
/// <param name="IsDumb">It knows no escape sequences.</param>
/// <param name="ShowsUtf8">It shows more than ASCII. False only if a locale is set that says so: most terminals without a locale show UTF-8.</param>
internal sealed record TerminalTraits(bool IsDumb, bool ShowsUtf8)
{
    /// <summary>The first one that is set decides, as everywhere on Unix.</summary>
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
