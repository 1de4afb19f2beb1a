using System.Diagnostics.CodeAnalysis;
using ChatRoom.Server.Options;

namespace ChatRoom.Server;

/// <summary>Reads the allow list and the deny list into the limits. If a file cannot be read, the list in force stays.</summary>
internal static class AccessFiles
{
    /// <summary>Reads the lists that the options name; false, and one sentence, if one cannot be read.</summary>
    public static bool TryLoad(ServerOptions options, [NotNullWhen(false)] out string? whyNot)
    {
        whyNot = "";
        return (options.AllowFile is null || TryLoadAllowed(options.AllowFile, options.Limits, out whyNot))
            && (options.DenyFile is null || TryLoadDenied(options.DenyFile, options.Limits, out whyNot));
    }

    /// <param name="path">The file.</param>
    /// <param name="limits">The limits that get the list.</param>
    /// <param name="outcome">The number of networks, or why the file cannot be read.</param>
    public static bool TryLoadAllowed(string path, LimitsInForce limits, out string outcome) =>
        TryLoad(path, limits, (before, list) => before with { Allowed = list }, out outcome);

    /// <inheritdoc cref="TryLoadAllowed"/>
    public static bool TryLoadDenied(string path, LimitsInForce limits, out string outcome) =>
        TryLoad(path, limits, (before, list) => before with { Denied = list }, out outcome);

    private static bool TryLoad(string path, LimitsInForce limits, Func<ServerLimits, NetworkList, ServerLimits> put, out string outcome)
    {
        if (!NetworkList.TryRead(path, out var list, out var whyNot))
        {
            outcome = whyNot;
            return false;
        }

        limits.Change(before => put(before, list));
        outcome = list.Count == 1 ? "1 network" : $"{list.Count} networks";
        return true;
    }
}
