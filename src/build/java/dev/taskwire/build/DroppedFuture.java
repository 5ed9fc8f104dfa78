package dev.taskwire.build;

import static com.google.errorprone.BugPattern.SeverityLevel.ERROR;

import com.google.errorprone.BugPattern;
import com.google.errorprone.VisitorState;
import com.google.errorprone.bugpatterns.BugChecker;
import com.google.errorprone.bugpatterns.BugChecker.ExpressionStatementTreeMatcher;
import com.google.errorprone.bugpatterns.BugChecker.LambdaExpressionTreeMatcher;
import com.google.errorprone.bugpatterns.BugChecker.MemberReferenceTreeMatcher;
import com.google.errorprone.matchers.Description;
import com.google.errorprone.util.ASTHelpers;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.tools.javac.code.Symbol.MethodSymbol;
import com.sun.tools.javac.code.Type;
import com.sun.tools.javac.code.TypeTag;

/**
 * A call whose Future nobody takes is an error at compile time: what fails there would fail unseen. Vert.x's fluent
 * methods, such as {@code onComplete}, hand the same future on and are the end of a chain.
 */
@BugPattern(summary = "The Future of this call is dropped: return it, compose it or handle its failure", severity = ERROR)
public final class DroppedFuture extends BugChecker
        implements ExpressionStatementTreeMatcher, LambdaExpressionTreeMatcher, MemberReferenceTreeMatcher {
    private static final long serialVersionUID = 1L;

    private static final String FUTURE = "io.vertx.core.Future";
    private static final String FLUENT = "io.vertx.codegen.annotations.Fluent";

    @Override
    public Description matchExpressionStatement(ExpressionStatementTree statement, VisitorState state) {
        return describe(statement, givesFuture(statement.getExpression(), state));
    }

    @Override
    public Description matchLambdaExpression(LambdaExpressionTree lambda, VisitorState state) {
        return describe(lambda, wantsNothing(lambda, state) && givesFuture(lambda.getBody(), state));
    }

    @Override
    public Description matchMemberReference(MemberReferenceTree reference, VisitorState state) {
        MethodSymbol method = ASTHelpers.getSymbol(reference);
        boolean drops = wantsNothing(reference, state)
                && !method.isConstructor()
                && isFuture(method.getReturnType(), state)
                && !endsChain(method, state);
        return describe(reference, drops);
    }

    private Description describe(Tree place, boolean drops) {
        return drops ? describeMatch(place) : Description.NO_MATCH;
    }

    private static boolean wantsNothing(Tree function, VisitorState state) {
        Type descriptor = state.getTypes().findDescriptorType(ASTHelpers.getType(function));
        return descriptor.getReturnType().hasTag(TypeTag.VOID);
    }

    private static boolean givesFuture(Tree expression, VisitorState state) {
        return expression instanceof MethodInvocationTree call
                && isFuture(ASTHelpers.getType(call), state)
                && !endsChain(ASTHelpers.getSymbol(call), state);
    }

    /** Not every overload of onComplete bears the annotation. */
    private static boolean endsChain(MethodSymbol method, VisitorState state) {
        return ASTHelpers.hasAnnotation(method, FLUENT, state)
                || method.getSimpleName().contentEquals("onComplete");
    }

    private static boolean isFuture(Type type, VisitorState state) {
        Type future = state.getTypeFromString(FUTURE);
        return future != null && ASTHelpers.isSubtype(type, future, state);
    }
}
