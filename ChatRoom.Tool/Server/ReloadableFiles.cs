using ChatRoom.Server.Connections;
using ChatRoom.Server.Connections.Loops;
using ChatRoom.Server.Events;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Options;
using ChatRoom.Server.Rooms;
using ChatRoom.Server.Rooms.Reading;
using ChatRoom.Server.Tls;

namespace ChatRoom.Server;

/// <summary>The files of a server that are read again while it runs, and what follows from them for its connections. Used once.</summary>
internal sealed class ReloadableFiles(
    ServerOptions options, Moderator moderator, ModerationStore moderationStore, ServerCertificate? certificate, ConnectionSet connections, EventLoop loop)
{
    /// <summary>Makes the server read them when it reloads.</summary>
    public void AddTo(Reloads reloads, MessageOfTheDay motd)
    {
        if (options.MotdFile is { } path)
        {
            reloads.Add("the message of the day", (out outcome) => MotdFile.TryLoad(path, motd, out outcome));
        }

        if (options.Password?.Path is not null)
        {
            reloads.Add(Passwords.EntryLabel, moderator.Passwords.TryReloadEntry);
        }

        if (options.OperatorPassword?.Path is not null)
        {
            reloads.Add(Passwords.OperatorsLabel, moderator.Passwords.TryReloadOperators);
        }

        moderationStore.AddTo(reloads, CommitOnLoopAsync);

        if (certificate is { IsGenerated: false })
        {
            reloads.Add("the certificate", certificate.TryReload);
        }

        AddLimits(reloads);
    }

    /// <summary>Commits an act of a reload, which runs on a thread of its own.</summary>
    private async ValueTask<ControlOutcome> CommitOnLoopAsync(ControlAct act)
    {
        ControlOutcome outcome = default;
        await loop.InvokeAsync(async () => outcome = await moderationStore.Log.CommitAsync(act));
        return outcome;
    }

    private void AddLimits(Reloads reloads)
    {
        if (options.ReloadLimits is { } reload)
        {
            reloads.Add("the configuration", reload);
        }

        if (options.AllowFile is { } allow)
        {
            reloads.Add("the allow list", (out outcome) => AccessFiles.TryLoadAllowed(allow, options.Limits, out outcome) && CloseNotAllowed(ref outcome));
        }

        if (options.DenyFile is { } deny)
        {
            reloads.Add("the deny list", (out outcome) => AccessFiles.TryLoadDenied(deny, options.Limits, out outcome) && CloseNotAllowed(ref outcome));
        }
    }

    /// <summary>Closes the connections whose address is not admitted any more; always true.</summary>
    private bool CloseNotAllowed(ref string outcome)
    {
        var limits = options.Limits.Current;
        var count = connections.Close((_, address) => !limits.Admits(address), CloseNotice.NotAllowed);
        outcome += count == 0 ? "" : $", which ends {count} {(count == 1 ? "connection" : "connections")}";
        return true;
    }
}
