using System.Diagnostics.CodeAnalysis;
using ChatRoom.Server.Options;

namespace ChatRoom.Server;

/// <summary>The files that say who may connect, put in force. Where one cannot be read, what was in force stays.</summary>
internal static class AccessFiles
{
    /// <summary>Reads those that there are; false, and one sentence, where one cannot be read.</summary>
    public static bool TryLoad(ServerOptions options, [NotNullWhen(false)] out string? whyNot)
    {
        whyNot = "";
        return (options.AllowFile is null || TryLoadAllowed(options.AllowFile, options.Limits, out whyNot))
            && (options.DenyFile is null || TryLoadDenied(options.DenyFile, options.Limits, out whyNot));
    }

    /// <param name="path">The file.</param>
    /// <param name="limits">What it is put into.</param>
    /// <param name="outcome">How much it is, or why not, in a sentence.</param>
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
